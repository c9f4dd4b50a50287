"""Convert between payments and the JSON rows of the ledger's functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from payments.fraud import Assessment
from payments.money import Money
from payments.payment import Payment
from payments.request import PaymentRequest

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)


def payment_to_row(payment: Payment) -> dict[str, Any]:
    """Return the row that record_payment takes. `createdAt` is in microseconds since the epoch."""
    request = payment.request
    return {
        "paymentId": payment.payment_id,
        "scope": payment.scope,
        "idempotencyKey": payment.idempotency_key,
        "fingerprint": payment.fingerprint,
        "amount": request.amount.minor_units,
        "currency": request.amount.currency,
        "merchantId": request.merchant_id,
        "customerId": request.customer_id,
        "cardToken": request.card_token,
        "cardCountry": request.card_country,
        "reference": request.reference,
        "decision": payment.assessment.decision,
        "score": payment.assessment.score,
        "reasons": payment.assessment.reasons,
        "createdAt": (payment.created_at - _EPOCH) // timedelta(microseconds=1),
    }


def with_undelivered(payment: Payment) -> Payment:
    """Return the payment as not yet delivered."""
    return payment if payment.undelivered else replace(payment, undelivered=True)


def to_datetime(microseconds: int) -> datetime:
    """Return microseconds since the epoch as a time in UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)


def row_to_payment_or_none(row: Mapping[str, Any] | None) -> Payment | None:
    """Return the payment of a row, or None for no row."""
    return None if row is None else row_to_payment(row)


def row_to_payment(row: Mapping[str, Any]) -> Payment:
    """Return the payment of a row."""
    return Payment(
        payment_id=row["paymentId"],
        scope=row["scope"],
        idempotency_key=row["idempotencyKey"],
        fingerprint=row["fingerprint"],
        request=PaymentRequest(
            amount=Money.booked(row["amount"], row["currency"]),
            merchant_id=row["merchantId"],
            customer_id=row["customerId"],
            card_token=row["cardToken"],
            card_country=row["cardCountry"],
            reference=row["reference"],
        ),
        assessment=Assessment(decision=row["decision"], score=row["score"], reasons=tuple(row["reasons"])),
        created_at=to_datetime(row["createdAt"]),
        decided=row["decided"],
        refunded_minor_units=row["refunded"],
        reversed=row["reversed"],
        version=row["version"],
        undelivered=row.get("noted", True),
    )
