"""The steps of a payment, and why a crash after any of them is harmless.

1. find      the key's payment, if it was recorded before: then only what is left to do is done
2. check     limits and merchant; nothing is stored yet
3. screen    counts the payment by its id, which follows from the key
4. record    payment, ledger entry and outbox note in ONE database transaction: the only step that moves money
5. project   the transaction record, by id: the same again is the same
6. notify    of a declined payment, at least once (receivers tell repeats apart by the payment's id)
7. settle    the outbox note is removed when 5 and 6 are done

A retry begins at 1. What nobody retries is found in the outbox when the balancer asks for health, or when a later
payment is done (`relay_overdue`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from time import monotonic
from typing import Final, Protocol

from payments.errors import IdempotencyKeyReused, TemporarilyUnavailable
from payments.fraud import Screening
from payments.ledger import Ledger
from payments.limits import Limits
from payments.merchants import Merchants, active_merchant
from payments.payment import Payment, payment_id_of
from payments.request import PaymentRequest

OVERDUE_AT_ONCE: Final = 100


class Projection(Protocol):
    """The copy of payments that is read from."""

    def put(self, payment: Payment) -> None:
        """Writes a payment's record; writing it again changes nothing."""
        ...


class Notices(Protocol):
    """Who is told of failed payments."""

    def declined(self, payment: Payment) -> None:
        """Tells of a declined payment."""
        ...


def _now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass(frozen=True, slots=True, kw_only=True)
class Processor:
    """Takes a payment through its steps."""

    limits: Callable[[], Limits]
    merchants: Merchants
    screening: Screening
    ledger: Ledger
    projection: Projection
    notices: Notices
    clock: Callable[[], datetime] = _now

    def process(self, idempotency_key: str, request: PaymentRequest) -> Payment:
        """The recorded payment of this key. Raises a PaymentError; after a 503 the same request may be repeated."""
        recorded = self.ledger.find(idempotency_key) or self._admit(idempotency_key, request)
        if recorded.fingerprint != request.fingerprint():
            raise IdempotencyKeyReused
        self.ledger.relay(recorded.payment_id, self._deliver)
        return recorded

    def relay_overdue(self, within_seconds: float) -> int:
        """Delivers payments that a crash left behind; the number of them. Begins none after its time is over.

        One that can't be delivered stays, and holds up none of the others. Raises TemporarilyUnavailable.
        """
        ends, delivered = monotonic() + within_seconds, 0
        for payment_id in self.ledger.overdue(OVERDUE_AT_ONCE):
            if monotonic() >= ends:
                break
            with suppress(TemporarilyUnavailable):
                self.ledger.relay(payment_id, self._deliver)
                delivered += 1
        return delivered

    def _admit(self, idempotency_key: str, request: PaymentRequest) -> Payment:
        self.limits().check(request.amount)
        merchant = active_merchant(self.merchants, request.merchant_id)
        payment_id = payment_id_of(idempotency_key)
        return self.ledger.record(
            Payment(
                payment_id=payment_id,
                idempotency_key=idempotency_key,
                fingerprint=request.fingerprint(),
                request=request,
                assessment=self.screening.screen(payment_id, request, merchant),
                created_at=self.clock(),
            )
        )

    def _deliver(self, payment: Payment) -> None:
        self.projection.put(payment)
        if payment.status == "declined":
            self.notices.declined(payment)
