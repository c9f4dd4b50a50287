"""Retries that come to another release than the first try did, or years later: the answer is the booked payment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import fraud_detection.handler
import payment_validation.handler
from payments import currencies, limits, money
from tests.support.function_environment import failing_service, restart_environment
from tests.support.lambda_events import Context, payment, post_payment, request, unique
from tests.support.payment_cloud import PaymentCloud
from transaction_processing.handler import handler

Answer = tuple[int, dict[str, Any]]
EUR = {"EUR": {"minimum": 1, "maximum": 1_000_000}}


def _answered(event: Any, function: Any = handler) -> Answer:
    answer = function(event, Context())
    return answer["statusCode"], json.loads(answer["body"])


def _code(answer: Answer) -> tuple[int, str]:
    return answer[0], answer[1]["error"]["code"]


def _body(**changes: Any) -> dict[str, Any]:
    return payment(**{"cardToken": f"tok_{unique()}", "customerId": f"c-{unique()}", **changes})


@contextmanager
def _withdrawn(code: str) -> Iterator[None]:
    """As a later release has its tables, once the currency has gone."""
    in_use = {name: digits for name, digits in currencies.MINOR_UNITS.items() if name != code}
    gone = {**currencies.WITHDRAWN, code: currencies.MINOR_UNITS[code]}
    with pytest.MonkeyPatch.context() as patch:
        for module in (money, limits):
            patch.setattr(module, "MINOR_UNITS", in_use)
            patch.setattr(module, "WITHDRAWN", gone)
        restart_environment()
        yield
    restart_environment()


@pytest.fixture
def in_francs(inside: PaymentCloud) -> Iterator[tuple[dict[str, Any], Answer]]:
    """A payment in a currency that is withdrawn when the test runs: what was asked, and the first answer."""
    inside.put_parameter("payment/limits", {**EUR, "CHF": {"minimum": 1, "maximum": 1_000_000}})
    restart_environment()
    event = post_payment(unique(), _body(currency="CHF"))
    first = _answered(event)
    assert first[0] == 201
    with _withdrawn("CHF"):
        yield event, first
    inside.put_parameter("payment/limits", EUR)
    restart_environment()


def test_money_of_the_past_is_read_repeated_and_given_back(in_francs: tuple[dict[str, Any], Answer]) -> None:
    event, first = in_francs
    path = f"/payments/{first[1]['paymentId']}"
    assert _answered(event) == first
    assert _answered(request("GET", path)) == (200, first[1])
    assert first[1] in _answered(request("GET", "/merchants/shop-1/payments"))[1]["payments"]
    headers = {"idempotency-key": unique()}
    refund = request("POST", f"{path}/refunds", body={"amount": 1, "currency": "CHF"}, headers=headers)
    given_back = _answered(refund)
    assert (given_back[0], given_back[1]["currency"]) == (201, "CHF")
    assert _answered(refund) == given_back
    assert _code(_answered(request("POST", f"{path}/reversal", headers={"idempotency-key": unique()})))[0] == 409


def test_nothing_new_is_paid_validated_or_screened_in_money_of_the_past(
    in_francs: tuple[dict[str, Any], Answer], inside: PaymentCloud
) -> None:
    body, refused = _body(currency="CHF"), (422, "CURRENCY_UNKNOWN")
    counters = inside.items("fraud-counters")
    assert _code(_answered(post_payment(unique(), body))) == refused
    assert _code(_answered(request("POST", "/validations", body=body), payment_validation.handler.handler)) == refused
    assert _code(_answered(request("POST", "/screenings", body=body), fraud_detection.handler.handler)) == refused
    assert inside.items("fraud-counters") == counters


def test_limits_of_a_currency_that_was_withdrawn_stop_no_other_payment(
    in_francs: tuple[dict[str, Any], Answer],
) -> None:
    restart_environment()
    assert _answered(post_payment(unique(), _body()))[0] == 201


def test_a_retry_with_a_field_of_a_later_release_is_a_retry(inside: PaymentCloud) -> None:
    key, body = unique(), _body()
    first = _answered(post_payment(key, body))
    assert _answered(post_payment(key, {"walletKind": {"deep": ["x"]}, **body})) == first
    assert _code(_answered(post_payment(key, {**body, "walletKind": "x", "amount": 77}))) == (
        422,
        "IDEMPOTENCY_KEY_REUSED",
    )


def test_a_new_payment_with_a_field_of_a_later_release_is_refused_and_counted_nowhere(inside: PaymentCloud) -> None:
    before = inside.items("fraud-counters"), inside.sql("SELECT count(*) FROM ledger.payments")
    event = post_payment(unique(), {**_body(), "walletKind": "x"})
    assert _code(_answered(event)) == (400, "INVALID_REQUEST")
    assert _code(_answered(post_payment(unique(), {**_body(), "walletKind": "x", "amount": 0}))) == (
        400,
        "INVALID_REQUEST",
    )
    assert (inside.items("fraud-counters"), inside.sql("SELECT count(*) FROM ledger.payments")) == before


def test_while_the_ledger_is_away_a_field_of_a_later_release_is_not_refused(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, body = unique(), _body()
    first = _answered(post_payment(key, body))
    later = post_payment(key, {**body, "walletKind": "x"})
    monkeypatch.setenv("DATABASE_PORT", "1")
    restart_environment()
    assert _code(_answered(later)) == (503, "UNAVAILABLE")
    monkeypatch.undo()
    restart_environment()
    assert _answered(later) == first


def test_the_same_payment_in_other_json_is_a_retry(inside: PaymentCloud) -> None:
    key, body = unique(), _body(reference=None)
    first = _answered(post_payment(key, body))
    turned = json.dumps(dict(reversed(body.items())), indent=3)
    escaped = json.dumps(body).replace("EUR", "\\u0045UR").replace('"amount"', '"\\u0061mount"')
    for written in (turned, escaped):
        assert _answered(post_payment(key, written)) == first


def test_a_refund_is_answered_alike_whatever_has_happened_since(inside: PaymentCloud) -> None:
    """Each as often as it is asked for: after other refunds, for a suspended merchant, while DynamoDB is away."""
    paid = _answered(post_payment(unique(), _body(amount=900)))[1]["paymentId"]

    def refund(key: str, amount: int) -> Answer:
        headers, path = {"idempotency-key": key}, f"/payments/{paid}/refunds"
        return _answered(request("POST", path, body={"amount": amount, "reference": key}, headers=headers))

    keys = [unique() for _ in range(3)]
    first = [refund(key, 300) for key in keys]
    assert [status for status, _ in first] == [201] * 3
    inside.put_merchant("shop-1", status="suspended")
    try:
        assert [refund(key, 300) for key in keys] == first
        with failing_service("dynamodb"):
            assert [refund(key, 300) for key in keys] == first
    finally:
        inside.put_merchant("shop-1")
    assert _code(refund(keys[0], 301)) == (422, "IDEMPOTENCY_KEY_REUSED")
