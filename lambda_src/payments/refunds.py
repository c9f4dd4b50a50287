"""Refunds and reversals of a payment, as requested and as booked. A reversal gives back the whole sale."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from payments.money import Money
from payments.payment import Payment, timestamp

Kind = Literal["refund", "reversal"]
_NAMESPACE: Final = uuid.UUID("1d0a3b52-4f0e-4a57-9c55-6a3f0f7b7d21")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequest:
    """A requested refund or reversal. A reversal has no amount. Without a currency the payment's is meant."""

    kind: Kind
    payment_id: str
    entry_id: str
    minor_units: int | None = None
    currency: str | None = None
    reference: str | None = None

    @classmethod
    def of(cls, kind: Kind, payment_id: str, key: str, body: Mapping[str, Any]) -> RefundRequest:
        """Return the request of a valid body. The entry's id follows from the key, so that a retry
        finds the first try.
        """
        return cls(
            kind=kind,
            payment_id=payment_id,
            entry_id=str(uuid.uuid5(_NAMESPACE, f"{kind} {payment_id} {key}")),
            minor_units=int(body["amount"]) if "amount" in body else None,
            currency=body.get("currency"),
            reference=body.get("reference"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundEntry:
    """A booked refund or reversal, and the payment after it."""

    entry_id: str
    kind: Kind
    amount: Money
    reference: str | None
    created_at: datetime
    payment: Payment

    def matches_request(self, request: RefundRequest) -> bool:
        """Return whether a retry requests the entry that its key has. A payment has one reversal, whatever the key."""
        if self.kind == "reversal":
            return request.kind == "reversal"
        currency = request.currency or self.amount.currency
        return (request.minor_units, currency, request.reference) == (
            self.amount.minor_units,
            self.amount.currency,
            self.reference,
        )


def refund_response(entry: RefundEntry) -> dict[str, Any]:
    """Return what a caller sees of a refund or reversal."""
    return {
        f"{entry.kind}Id": entry.entry_id,
        "paymentId": entry.payment.payment_id,
        "amount": entry.amount.minor_units,
        "currency": entry.amount.currency,
        "reference": entry.reference,
        "createdAt": timestamp(entry.created_at),
    }
