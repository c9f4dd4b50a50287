"""Requests, ids and answers of payments."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.fraud import Assessment, Decision
from payments.payment import Payment, payment_id_of, payment_response, timestamp
from payments.request import PaymentRequest
from tests.support.lambda_events import payment

NOON = datetime(2026, 1, 2, 12, tzinfo=timezone.utc)


def _payment(decision: Decision, amount: int = 1250, currency: str = "EUR") -> Payment:
    request = PaymentRequest.of(payment(amount=amount, currency=currency))
    return Payment(
        payment_id=payment_id_of("key"),
        idempotency_key="key",
        fingerprint=request.fingerprint(),
        request=request,
        assessment=Assessment(decision=decision, score=60, reasons=("card_velocity",)),
        created_at=NOON,
    )


def test_the_answer_keeps_token_score_key_and_fingerprint_to_itself() -> None:
    shown = json.dumps(payment_response(_payment("review")))
    recorded = _payment("review")
    assert recorded.request.card_token not in shown
    assert recorded.fingerprint not in shown
    assert "score" not in shown
    assert "idempotency" not in shown.lower()


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_key_always_leads_to_one_payment_and_another_key_to_another(one: str, other: str) -> None:
    assert payment_id_of(one) == payment_id_of(one)
    assert (payment_id_of(one) == payment_id_of(other)) == (one == other)


def test_a_payment_has_one_fingerprint_in_whatever_order_it_was_written() -> None:
    reversed_fields = dict(reversed(payment().items()))
    assert PaymentRequest.of(payment()).fingerprint() == PaymentRequest.of(reversed_fields).fingerprint()


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 1251},
        {"currency": "USD"},
        {"merchantId": "shop-2"},
        {"customerId": "customer-2"},
        {"cardToken": "tok_5f9aZ81kQ0pLmN7r"},
        {"cardCountry": "FR"},
        {"reference": "order A-18"},
        {"reference": None},
    ],
)
def test_another_payment_has_another_fingerprint(changes: dict[str, object]) -> None:
    assert PaymentRequest.of(payment()).fingerprint() != PaymentRequest.of(payment(**changes)).fingerprint()


moments = st.datetimes(datetime(1970, 1, 1), datetime(2999, 1, 1), timezones=st.just(timezone(timedelta(hours=5))))


@given(moments, moments)
def test_times_sort_as_texts(one: datetime, other: datetime) -> None:
    assert (timestamp(one) < timestamp(other)) == (one < other)
