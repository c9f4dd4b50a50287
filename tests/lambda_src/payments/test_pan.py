"""Card numbers are found however they are written, and masked; identifiers of ours are not taken for one."""

from __future__ import annotations

import base64
import itertools
import json
import re
import time
import unicodedata
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.luhn import is_luhn_valid
from payments.pan import MASK, contains_pan, mask_pans, mask_value, value_contains_pan
from tests.support.card_numbers import ISSUED, PANS, full_width, issued_number, luhn_valid, separated

SCRIPTS = ("0", "\N{ARABIC-INDIC DIGIT ZERO}", "\N{DEVANAGARI DIGIT ZERO}", "\N{FULLWIDTH DIGIT ZERO}")
PAN = PANS[0]

bodies_of_digits = st.text("0123456789", min_size=18, max_size=18)
card_numbers = st.builds(issued_number, st.integers(0, len(ISSUED) - 1), bodies_of_digits)
separators = st.text(" -./_:\u00a0\u2009\u200b\u2011", min_size=1, max_size=3)


@pytest.mark.parametrize("pan", PANS)
def test_the_test_numbers_of_every_scheme_are_found(pan: str) -> None:
    assert is_luhn_valid(pan)
    assert contains_pan(pan)
    assert contains_pan(f"card {pan}, please")
    assert contains_pan(full_width(pan))
    assert contains_pan(separated(pan, " "))
    assert contains_pan(separated(pan, "-"))


@given(card_numbers, separators, st.sampled_from(SCRIPTS))
def test_any_card_number_is_found_in_any_script_and_grouping(pan: str, separator: str, zero: str) -> None:
    written = "".join(chr(ord(zero) + int(digit)) for digit in pan)
    assert contains_pan(written)
    assert contains_pan(separator.join(written))
    assert contains_pan(separated(written, separator))
    assert contains_pan(f"a{written}z")


@given(card_numbers, st.lists(st.integers(1, 18), unique=True, max_size=6))
def test_any_card_number_is_found_with_spaces_anywhere_in_it(pan: str, places: list[int]) -> None:
    ends = [0, *sorted(place for place in places if place < len(pan)), len(pan)]
    groups = [pan[start:stop] for start, stop in itertools.pairwise(ends)]
    if max(map(len, groups)) <= 9 or len(groups) == 1:
        assert contains_pan(" ".join(groups))


FORMS: dict[str, Callable[[str], str]] = {
    "letters between the groups": lambda pan: separated(pan, "x"),
    "a word between the groups": lambda pan: separated(pan, " and "),
    "entities between the groups": lambda pan: separated(pan, "&nbsp;"),
    "numeric entities between the groups": lambda pan: separated(pan, "&#45;"),
    "percent-encoded hyphens": lambda pan: separated(pan, "%2D"),
    "percent-encoded twice": lambda pan: "".join(f"%253{digit}" for digit in pan),
    "escapes of JSON in a text": lambda pan: "".join(f"\\u003{digit}" for digit in pan),
    "Base64": lambda pan: base64.b64encode(pan.encode()).decode(),
    "Base64 for URLs, without padding": lambda pan: base64.urlsafe_b64encode(pan.encode()).decode().rstrip("="),
    "Base64 twice": lambda pan: base64.b64encode(base64.b64encode(pan.encode())).decode(),
    "Base64 of JSON": lambda pan: base64.b64encode(json.dumps({"pan": pan}).encode()).decode(),
    "hexadecimal": lambda pan: pan.encode().hex(),
    "JSON in a text": lambda pan: json.dumps({"pan": pan}),
    "a token's prefix": lambda pan: f"tok_{pan}",
    "zeros in front": lambda pan: f"0000{pan}",
    "expiry and security code behind, spaced": lambda pan: f"{separated(pan, ' ')} 12/28 123",
    "a soft hyphen": lambda pan: separated(pan, "\u00ad"),
    "a Hangul filler": lambda pan: separated(pan, "\u3164"),
    "combining marks on the digits": lambda pan: "\u0305".join(pan),
    "circled digits": lambda pan: "".join(chr(ord("\u2460") + int(d) - 1) if d != "0" else "\u24ea" for d in pan),
    "a large number with commas": lambda pan: f"{int(pan):,}",
    "a large number with dots": lambda pan: f"{int(pan):,}".replace(",", "."),
    "a large number with apostrophes": lambda pan: f"{int(pan):,}".replace(",", "'"),
    "a literal of a program": lambda pan: f"{int(pan):_}",
    "the track of a magnetic stripe": lambda pan: f"%B{pan}^DOE/JANE^2812101?",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("pan", PANS)
def test_forms_that_need_no_bad_intent_are_found_and_masked(pan: str, form: str) -> None:
    written = FORMS[form](pan)
    assert contains_pan(written)
    assert contains_pan(f"pay {written} now")
    assert MASK in mask_pans(written)
    assert not contains_pan(mask_pans(written))


@pytest.mark.parametrize(
    "run",
    [
        *(
            f"{pan}{behind}"
            for pan in PANS
            if len(pan) == 16 and pan[0] != "2"
            for behind in ("123", "1228", "2812", "1228123", "1231228", "122028", "202812")
        ),
        "30569309025904" + "123",
        "378282246310005" + "1234",
        "3530111333300000" + "123",
        luhn_valid("622202020011223344") + "1228",
    ],
)
def test_a_number_with_expiry_or_security_code_in_one_run_is_found(run: str) -> None:
    assert contains_pan(run)


@pytest.mark.parametrize(
    "text",
    [
        "DE89 3704 0044 0532 0130 01 card 4111 1111 1111 1111",
        "DE89370400440532013001,4111111111111111",
        "DE89 4111 1111 1111 1111",
        "GB82 WEST 1234 5698 7654 33 4111-1111-1111-1111",
        "+49 151 12345678 4111 1111 1111 1111",
        "+4111111111111111 1 4111111111111111",
        "4111+1111+1111+1111",
        "1+4111111111111111",
        "1Z9994111111111111 4111111111111111",
        "JJD4111111111111111x",
        "4006381333931 4111111111111111",
        "000000000004222222222222",
    ],
)
def test_a_number_of_another_kind_hides_no_card_number_beside_it(text: str) -> None:
    assert contains_pan(text)


@given(st.sampled_from([kind for kind, (_, length) in enumerate(ISSUED) if length in (13, 14, 18)]), bodies_of_digits)
def test_what_is_an_articles_number_as_well_is_found_in_groups(kind: int, digits: str) -> None:
    """In one run nobody could tell; printed as on a card it is one."""
    prefix, length = ISSUED[kind]
    assert contains_pan(separated(luhn_valid(prefix + digits[: length - len(prefix) - 1]), " "))


@pytest.mark.parametrize("behind", ["4599", "459976", "4599768", "45997688"])
def test_what_is_no_expiry_behind_a_number_makes_no_card_number_of_it(behind: str) -> None:
    """IBANs and numbers of parcels have twenty digits, which would be refused by chance."""
    assert not contains_pan(f"4111111111111111{behind}")


@given(card_numbers)
def test_a_wrong_check_digit_makes_no_card_number(pan: str) -> None:
    wrong = f"{pan[:-1]}{(int(pan[-1]) + 1) % 10}"
    if len(wrong) < 17:
        assert not contains_pan(wrong)


@given(st.text("0123456789", min_size=12, max_size=15))
def test_a_number_that_no_scheme_issues_is_no_card_number(digits: str) -> None:
    assert not contains_pan(luhn_valid(f"1{digits}"))


@given(st.text("0123456789", max_size=12))
def test_fewer_than_thirteen_digits_are_no_card_number(digits: str) -> None:
    assert not contains_pan(digits)


@given(st.uuids())
def test_an_id_of_ours_is_no_card_number(identity: uuid.UUID) -> None:
    if not str(identity).replace("-", "").isdigit():
        assert not contains_pan(str(identity))


@given(st.text(), card_numbers, st.text())
def test_masking_leaves_no_card_number_and_nothing_of_it(before: str, pan: str, after: str) -> None:
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
        {"one": "4111", "two": "1111", "three": "1111", "four": "1111"},
        {"customerId": "41111111", "cardCountry": "DE", "reference": "11111111"},
        {"customerId": "4111", "note": "x", "reference": "111111111111"},
    ],
)
def test_a_card_number_is_found_anywhere_in_a_json_value(value: object) -> None:
    assert value_contains_pan(value)


def test_a_value_of_any_depth_is_searched() -> None:
    value: Any = PAN
    for _ in range(50_000):
        value = [value]
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


@given(json_values, card_numbers)
def test_a_masked_value_never_shows_the_number_that_was_put_into_it(value: Any, pan: str) -> None:
    masked = json.dumps(mask_value({"value": value, "number": int(pan), "text": pan, pan: "key"}))
    assert pan not in masked


def test_a_number_with_its_security_code_behind_it_is_masked_from_its_beginning() -> None:
    assert mask_pans("4111111111111111123").startswith(MASK)


def test_what_cannot_be_read_costs_no_time_worth_mentioning() -> None:
    started = time.process_time()
    for text in ("40" * 8192, "4 " * 8192, "%25" * 5461, "&amp;" * 3276, "A" * 16384, "3" * 16384, "\\u0034" * 2730):
        contains_pan(text)
    assert time.process_time() - started < 1.0


def test_a_text_of_twice_the_length_takes_about_twice_as_long() -> None:
    """Groups upon groups, each of which might begin a number. Squared, it would be four times as long."""

    def seconds(groups: int) -> float:
        def once() -> float:
            started = time.process_time()
            assert not contains_pan("4 " * groups)
            return time.process_time() - started

        return min(once() for _ in range(3))

    assert seconds(8000) < 3 * seconds(4000)


def test_digits_of_a_word_are_not_joined_over_words_that_differ() -> None:
    assert not contains_pan("4111 one 1111 two 1111 three 1111")
    assert not re.search("[0-9]{13}", mask_pans(f"x{PAN}y"))
