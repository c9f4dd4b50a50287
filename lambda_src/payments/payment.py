"""A recorded payment, and its response to callers."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Final, Literal

from payments.fraud import Assessment, Decision
from payments.request import PaymentRequest

Status = Literal["approved", "in_review", "declined", "reversed"]

STATUS_OF: Final[dict[Decision, Status]] = {"approve": "approved", "review": "in_review", "decline": "declined"}
TIMESTAMP: Final = "%Y-%m-%dT%H:%M:%S.%fZ"
PAYMENT_ID_PATTERN: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""How ids are written, for `fullmatch`."""
_NAMESPACE: Final = uuid.UUID("8f6e2c0e-7a55-4c1b-9f0b-1f0a3a5a7c11")


def payment_id_of(idempotency_key: str, scope: str = "") -> str:
    """Return the id of a key's payment: known before anything is stored, so that each step of a retry finds the first
    try.

    A key has no spaces, so that no two pairs of scope and key have the same id.
    """
    return str(uuid.uuid5(_NAMESPACE, f"{scope} {idempotency_key}" if scope else idempotency_key))


def idempotency_scope(request: PaymentRequest) -> str:
    """Return whose key it is: the merchant's, as a retry by another of its callers is still a retry."""
    return request.merchant_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment as requested and assessed, which never changes, and what happened to it since.

    `created_at` is UTC, to the microsecond. `scope` is that of its key. `version` counts events, so that a late copy is
    known to be old. `undelivered`: its delivery may still be due.
    """

    payment_id: str
    idempotency_key: str
    fingerprint: str
    request: PaymentRequest
    assessment: Assessment
    created_at: datetime
    scope: str = ""
    decided: Decision | None = None
    refunded_minor_units: int = 0
    reversed: bool = False
    version: int = 1
    undelivered: bool = field(default=False, compare=False)

    @property
    def status(self) -> Status:
        return "reversed" if self.reversed else STATUS_OF[self.decided or self.assessment.decision]


def timestamp(moment: datetime) -> str:
    """Return a time in UTC with fixed width, so that texts sort as times do."""
    return moment.astimezone(timezone.utc).strftime(TIMESTAMP)


def payment_response(payment: Payment) -> dict[str, Any]:
    """Return what a caller sees: without the card's token, the score and the key."""
    request = payment.request
    return {
        "paymentId": payment.payment_id,
        "status": payment.status,
        "amount": request.amount.minor_units,
        "currency": request.amount.currency,
        "merchantId": request.merchant_id,
        "customerId": request.customer_id,
        "reference": request.reference,
        "reasons": list(payment.assessment.reasons),
        "refundedAmount": payment.refunded_minor_units,
        "version": payment.version,
        "createdAt": timestamp(payment.created_at),
    }
