"""What is a payment, and what is none, for bodies that hypothesis thinks of."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.request_bodies import parse_json, parse_payment_request
from payments.currencies import MINOR_UNITS
from payments.errors import InvalidJson, InvalidRequest, PaymentError
from payments.money import MAX_MINOR_UNITS
from payments.request import PaymentRequest
from payments.schema import FIELD_ERRORS, IDENTIFIER, PAYMENT_REQUEST
from tests.support.lambda_events import payment

FIELDS = PAYMENT_REQUEST["properties"]


def _matching(field: str) -> st.SearchStrategy[str]:
    return st.from_regex(re.compile(FIELDS[field]["pattern"].replace("$", r"\Z"), re.ASCII))


payments = st.fixed_dictionaries(
    {
        "amount": st.integers(1, MAX_MINOR_UNITS),
        "currency": st.sampled_from(sorted(MINOR_UNITS)),
        **{name: _matching(name) for name in ("merchantId", "customerId", "cardToken", "cardCountry")},
    },
    optional={"reference": _matching("reference")},
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def _read(body: Any) -> tuple[PaymentRequest | None, PaymentError | None]:
    try:
        return parse_payment_request(json.dumps(body).encode()), None
    except PaymentError as refusal:
        return None, refusal


@given(payments)
def test_every_payment_that_fits_the_schema_is_read_as_it_was_written(body: dict[str, Any]) -> None:
    request = parse_payment_request(json.dumps(body).encode())
    assert request.amount.minor_units == body["amount"]
    assert request.amount.currency == body["currency"]
    assert (request.merchant_id, request.customer_id) == (body["merchantId"], body["customerId"])
    assert (request.card_token, request.card_country) == (body["cardToken"], body["cardCountry"])
    assert request.reference == body.get("reference")


@given(payments, st.sampled_from(sorted(FIELDS)), json_values)
def test_any_value_in_any_field_is_read_or_refused_and_never_breaks(body: Any, field: str, value: Any) -> None:
    request, refusal = _read({**body, field: value})
    if request is None:
        assert refusal is not None
        assert 400 <= refusal.status < 500
    else:
        assert type(value) is (int if field == "amount" else str)
        assert 1 <= request.amount.minor_units <= MAX_MINOR_UNITS


@given(json_values)
def test_any_json_that_is_no_payment_is_refused(value: Any) -> None:
    with pytest.raises((InvalidJson, InvalidRequest)):
        parse_payment_request(json.dumps(value).encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_refused(body: bytes) -> None:
    try:
        parse_json(body)
    except InvalidJson:
        with pytest.raises(InvalidJson):
            parse_payment_request(body)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_floating_point_number_is_an_amount(number: float) -> None:
    with pytest.raises(InvalidRequest, match="whole number of minor units"):
        parse_payment_request(json.dumps(payment(amount=number)).encode())


@given(st.sampled_from(sorted(FIELD_ERRORS)), st.text(min_size=5, alphabet="XYZ\u00e9\u4e2d"))
def test_no_refusal_repeats_what_was_sent(field: str, text: str) -> None:
    for body in ({**payment(), field: f"\u00ff{text}"}, {**payment(), text: 1}):
        request, refusal = _read(body)
        assert request is None
        assert text not in str(refusal)


@given(st.text())
def test_an_identifier_is_plain_ascii_or_none(text: str) -> None:
    if re.search(IDENTIFIER, text) and not text.endswith("\n"):
        assert re.fullmatch("[A-Za-z0-9_-]{1,64}", text)
