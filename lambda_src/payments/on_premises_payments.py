"""Payments of the system that AWS replaces: read from its copy, never changed and never booked again."""

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
    """A read-only source of those payments. Each method raises TemporarilyUnavailable."""

    def get(self, payment_id: str) -> PaymentRecord | None:
        """Return a payment, or None."""
        ...

    def find(self, merchant_id: str, key: str) -> PaymentRecord | None:
        """Return the payment of a merchant's Idempotency-Key, or None; the copy need not have keys."""
        ...

    def page(self, merchant_id: str, limit: int, cursor: str | None) -> dict[str, Any]:
        """Return a page of a merchant's payments, newest first. Raises CursorInvalid."""
        ...


def matches_request(recorded: PaymentRecord, request: PaymentRequest) -> bool:
    """Return whether a record is of the requested payment. Fields that the record lacks are not compared."""
    requested: dict[str, Any] = {
        "amount": request.amount.minor_units,
        "currency": request.amount.currency,
        "merchantId": request.merchant_id,
        "customerId": request.customer_id,
        "reference": request.reference,
    }
    return all(recorded.get(name, value) == value for name, value in requested.items())
