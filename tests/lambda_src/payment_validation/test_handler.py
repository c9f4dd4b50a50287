"""What validation says of a payment is what payment would say, and nothing is stored or counted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from payment_validation.handler import handler
from tests.support.lambda_events import CORRELATION_ID, Context, payment, request
from tests.support.payment_cloud import SUSPENDED_MERCHANT, PaymentCloud


def _answered(body: Any, **headers: str | None) -> tuple[int, Any]:
    event = request("POST", "/validations", body=body, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = handler(event, Context())
    return answer["statusCode"], json.loads(answer["body"])


@pytest.mark.parametrize(
    ("changes", "amount"),
    [({}, "12.50 EUR"), ({"currency": "USD", "amount": 5}, "0.05 USD"), ({"reference": None}, "12.50 EUR")],
)
def test_a_good_payment_is_valid_and_its_amount_is_read_back(
    inside: PaymentCloud, changes: dict[str, Any], amount: str
) -> None:
    assert _answered(payment(**changes)) == (200, {"valid": True, "amount": amount})


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"amount": 0}, 400, "INVALID_REQUEST"),
        ({"amount": 1_000_001}, 422, "AMOUNT_TOO_LARGE"),
        ({"currency": "XYZ"}, 422, "CURRENCY_UNKNOWN"),
        ({"currency": "SEK"}, 422, "CURRENCY_NOT_ACCEPTED"),
        ({"merchantId": "nobody"}, 404, "MERCHANT_NOT_FOUND"),
        ({"merchantId": SUSPENDED_MERCHANT}, 422, "MERCHANT_NOT_ACTIVE"),
        ({"cardToken": "tok_4111111111111111"}, 400, "PAN_REFUSED"),
        ({"cardCountry": "Germany"}, 400, "INVALID_REQUEST"),
    ],
)
def test_a_bad_payment_is_refused_with_the_code_of_its_fault(
    inside: PaymentCloud, changes: dict[str, Any], status: int, code: str
) -> None:
    answered, body = _answered(payment(**changes))
    assert (answered, body["error"]["code"]) == (status, code)
    assert body["error"]["correlationId"] == CORRELATION_ID


def test_a_body_that_is_no_json_is_refused(inside: PaymentCloud) -> None:
    assert _answered("{")[1]["error"]["code"] == "INVALID_JSON"
    assert _answered(payment(), content_type="text/plain")[1]["error"]["code"] == "UNSUPPORTED_MEDIA_TYPE"


def test_nothing_is_stored_and_nothing_counted(inside: PaymentCloud) -> None:
    _answered(payment())
    assert inside.items("fraud-counters") == inside.items("transactions") == inside.items("idempotency") == []
    assert inside.sql("SELECT * FROM ledger.payments") == []


def test_it_is_healthy(inside: PaymentCloud) -> None:
    assert handler(request("GET", "/health"), Context())["statusCode"] == 200
