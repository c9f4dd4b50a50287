"""Card numbers are found however they are written, and masked; identifiers of ours are not taken for one."""

from __future__ import annotations

import json
import unicodedata
import uuid
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.luhn import is_luhn_valid
from payments.pan import MASK, contains_pan, mask_pans, mask_value, value_contains_pan
from tests.support.card_numbers import PANS, full_width, luhn_valid, separated

SCRIPTS = ("0", "\N{ARABIC-INDIC DIGIT ZERO}", "\N{DEVANAGARI DIGIT ZERO}", "\N{FULLWIDTH DIGIT ZERO}")

bodies_of_digits = st.text("0123456789", min_size=12, max_size=18)
separators = st.text(" -./_:\u00a0\u2009\u200b\u2011", min_size=1, max_size=3)


@pytest.mark.parametrize("pan", PANS)
def test_the_test_numbers_of_every_scheme_are_found(pan: str) -> None:
    assert is_luhn_valid(pan)
    assert contains_pan(pan)
    assert contains_pan(f"card {pan}, please")
    assert contains_pan(full_width(pan))
    assert contains_pan(separated(pan, " "))
    assert contains_pan(separated(pan, "-"))


@given(bodies_of_digits, separators, st.sampled_from(SCRIPTS))
def test_any_luhn_valid_number_is_found_in_any_script_and_grouping(digits: str, separator: str, zero: str) -> None:
    pan = luhn_valid(digits)
    written = "".join(chr(ord(zero) + int(digit)) for digit in pan)
    assert contains_pan(written)
    assert contains_pan(separator.join(written))
    assert contains_pan(f"a{written}z")


@given(bodies_of_digits)
def test_a_wrong_check_digit_makes_no_card_number_of_thirteen(digits: str) -> None:
    pan = luhn_valid(digits[:12])
    wrong = f"{pan[:-1]}{(int(pan[-1]) + 1) % 10}"
    assert not contains_pan(wrong)


@given(st.text("0123456789", max_size=12))
def test_fewer_than_thirteen_digits_are_no_card_number(digits: str) -> None:
    assert not contains_pan(digits)


@given(st.uuids())
def test_an_id_of_ours_is_no_card_number(identity: uuid.UUID) -> None:
    if not str(identity).replace("-", "").isdigit() and identity.variant == uuid.RFC_4122 and identity.version:
        assert not contains_pan(str(identity))


@given(st.text(), bodies_of_digits, st.text())
def test_masking_leaves_no_card_number_and_nothing_of_it(before: str, digits: str, after: str) -> None:
    pan = luhn_valid(digits)
    masked = mask_pans(f"{before}x{pan}x{after}")
    assert MASK in masked
    assert pan not in masked
    assert not contains_pan(masked)


@given(st.text())
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask_pans(mask_pans(text)) == mask_pans(text)


@given(st.text(st.characters(exclude_categories=("Nd", "No", "Nl"))))
def test_a_text_without_digits_is_left_alone(text: str) -> None:
    if not any(unicodedata.digit(plain, None) for plain in unicodedata.normalize("NFKC", text)):
        assert mask_pans(text) == text


@pytest.mark.parametrize(
    "value",
    [
        4111111111111111,
        4111111111111111.0,
        Decimal("4111111111111111.00"),
        Decimal("4.111111111111111E15"),
        {"4111111111111111": None},
        {"deep": [{"deeper": ["x", {"reference": "pay 4111-1111-1111-1111 now"}]}]},
        ["4111", "1111", "1111", "1111"],
        [4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
    ],
)
def test_a_card_number_is_found_anywhere_in_a_json_value(value: object) -> None:
    assert value_contains_pan(value)


@pytest.mark.parametrize("value", [None, True, 12, 1250.5, "order A-17", [], {}, ["1", 2], {"a": {"b": [None]}}])
def test_an_ordinary_json_value_holds_none(value: object) -> None:
    assert not value_contains_pan(value)
    assert mask_value(value) == value


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(json_values, bodies_of_digits)
def test_a_masked_value_never_shows_the_number_that_was_put_into_it(value: Any, digits: str) -> None:
    pan = luhn_valid(digits)
    masked = json.dumps(mask_value({"value": value, "number": int(pan), "text": pan, pan: "key"}))
    assert pan.lstrip("0") not in masked or len(pan.lstrip("0")) < 13


def test_a_number_with_its_security_code_behind_it_is_found() -> None:
    assert contains_pan("4111111111111111" + "123")
    assert mask_pans("4111111111111111123").startswith(MASK)
