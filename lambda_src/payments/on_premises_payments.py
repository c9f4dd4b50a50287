"""Payments of the system that AWS replaces: read as it has left them, never changed and never booked again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from payments.claims import BLUE
from payments.request import PaymentRequest

PaymentRecord = Mapping[str, Any]
"""What a caller sees of a payment; `ledger` says that it is blue's."""
BLUE_LEDGER: Final = {"ledger": BLUE}
COLUMNS_BY_FIELD: Final[Mapping[str, str]] = {
    "paymentId": "payment_id",
    "idempotencyKey": "idempotency_key",
    "merchantId": "merchant_id",
    "customerId": "customer_id",
    "amount": "amount",
    "currency": "currency",
    "reference": "reference",
    "status": "status",
    "refundedAmount": "refunded",
    "version": "version",
    "createdAt": "created_at",
}
"""The columns of the view over the copy by the names in the spec, in their order (0008_on_premises.sql)."""


class OnPremisesPayments(Protocol):
    """What the system has left. Each method raises TemporarilyUnavailable."""

    def get(self, payment_id: str) -> PaymentRecord | None:
        """A payment, or None."""
        ...

    def find(self, merchant_id: str, key: str) -> PaymentRecord | None:
        """The payment of a merchant's Idempotency-Key, or None: also where no keys were left."""
        ...

    def page(self, merchant_id: str, limit: int, cursor: str | None) -> dict[str, Any]:
        """A page of a merchant's payments, newest first. Raises CursorInvalid."""
        ...


def matches_request(recorded: PaymentRecord, request: PaymentRequest) -> bool:
    """Whether a payment, by what is shown of it, is the one that is asked for. What is not shown is not compared."""
    asked: dict[str, Any] = {
        "amount": request.amount.minor_units,
        "currency": request.amount.currency,
        "merchantId": request.merchant_id,
        "customerId": request.customer_id,
        "reference": request.reference,
    }
    return all(recorded.get(name, value) == value for name, value in asked.items())
