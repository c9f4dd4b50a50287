"""A payment as it was recorded, and what a caller sees of it."""

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
    """The id of a key's payment: known before anything is stored, so that every step of a retry finds the first try.

    A key has no space in it: no scope and key can give the text of another scope and key.
    """
    return str(uuid.uuid5(_NAMESPACE, f"{scope} {idempotency_key}" if scope else idempotency_key))


def idempotency_scope(request: PaymentRequest) -> str:
    """Whose the key is: the merchant's. Callers come and go, and a retry by another of them is still a retry."""
    return request.merchant_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """As it was asked for and assessed, which never changes, and what became of it.

    `created_at` is UTC, to the microsecond.

    `scope` says whose key it is. `version` counts up with each event, so that a late copy is known to be old.
    `undelivered`: others must still be told, as far as is known.
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
    """Fixed width, so that texts sort as times do."""
    return moment.astimezone(timezone.utc).strftime(TIMESTAMP)


def payment_response(payment: Payment) -> dict[str, Any]:
    """What a caller sees. The card's token, the score and the key are not for the way back."""
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
