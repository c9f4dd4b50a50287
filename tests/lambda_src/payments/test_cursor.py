"""A cursor comes back as it was given, and nothing else does."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments import cursor
from payments.errors import CursorInvalid

KEYS = frozenset({"paymentId", "merchantId"})
FIXED = {"merchantId": "shop-1"}


@given(st.text(min_size=1, max_size=100))
def test_a_position_survives_the_journey(payment_id: str) -> None:
    position = {"paymentId": payment_id, **FIXED}
    given_out = cursor.encode(position)
    assert given_out.replace("-", "").replace("_", "").isalnum()
    assert cursor.decode(given_out, keys=KEYS, fixed=FIXED) == position


@given(st.text(max_size=200))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(CursorInvalid):
        cursor.decode(text, keys=KEYS, fixed=FIXED)


@pytest.mark.parametrize(
    "position",
    [
        {"paymentId": "1"},
        {"paymentId": "1", "merchantId": "shop-2"},
        {"paymentId": "1", "merchantId": "shop-1", "more": "1"},
        {"paymentId": 1, "merchantId": "shop-1"},
        {"paymentId": "", "merchantId": "shop-1"},
        ["paymentId", "merchantId"],
        [[[[]]]],
        "text",
        None,
    ],
)
def test_a_position_of_another_list_is_refused(position: object) -> None:
    forged = base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")
    with pytest.raises(CursorInvalid):
        cursor.decode(forged, keys=KEYS, fixed=FIXED)


def test_a_cursor_of_any_length_is_looked_at_in_no_time() -> None:
    with pytest.raises(CursorInvalid):
        cursor.decode("A" * 1025, keys=KEYS, fixed=FIXED)
