"""The steps of a payment, and why a crash after any of them is harmless.

1. check     limits and merchant; nothing is stored yet
2. screen    counts the payment by its id, which follows from the key
3. record    payment, ledger entry and outbox row in ONE statement of the database: the only step that moves money.
             If the key has a payment already, nothing is written and that payment is returned
4. deliver   the transaction record, the notification of a declined payment, the end of the outbox row: see
             payments.delivery. Whatever fails here, the payment is recorded, and that is the response

What is refused in 1 or 2 may have been recorded before under other limits: so the key is looked up before a caller gets
an error. A retry begins at 1. What nobody retries is delivered from the outbox.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone

from payments.delivery import Delivery
from payments.errors import IdempotencyKeyReused, PaymentError
from payments.fraud import Decision, Screening
from payments.ledger import Ledger
from payments.limits import Limits
from payments.merchants import LoadedMerchant, Merchants, active_merchant, authorized_merchant
from payments.payment import Payment, idempotency_scope, payment_id_of
from payments.refunds import RefundEntry, RefundRequest
from payments.request import PaymentRequest
from payments.tenancy import ANYBODY, Caller


def _now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass(frozen=True, slots=True, kw_only=True)
class Processor:
    """Processes payments, and their refunds, reversals and decisions."""

    limits: Callable[[], Limits]
    merchants: Merchants
    screening: Screening
    ledger: Ledger
    delivery: Delivery
    clock: Callable[[], datetime] = _now

    def process(
        self,
        idempotency_key: str,
        request: PaymentRequest,
        caller: Caller = ANYBODY,
        refusal: PaymentError | None = None,
    ) -> Payment:
        """Return the recorded payment of this merchant's key. Raises a PaymentError; after a 503 the request may be
        repeated.

        `refusal`: why the request cannot be taken, unless it was recorded before. Another's merchant is refused before
        any lookup: nothing reveals whether a payment exists.
        """
        merchants = self.merchants
        if caller.enforced:
            merchants = LoadedMerchant(authorized_merchant(merchants, request.merchant_id, caller))
        recorded = self._recorded(idempotency_key, request, merchants, refusal)
        if not recorded.request.is_same_payment_as(request):
            raise IdempotencyKeyReused
        self._deliver(recorded)
        return recorded

    def refund(self, request: RefundRequest) -> RefundEntry:
        """Return the booked refund or reversal of this key. Raises a PaymentError; after a 503 the same may be
        requested again.
        """
        entry = self.ledger.refund(request)
        if not entry.matches_request(request):
            raise IdempotencyKeyReused
        self._deliver(entry.payment)
        return entry

    def decide(self, payment_id: str, decision: Decision, reason: str | None) -> Payment:
        """Return the payment after the decision on it. Raises a PaymentError; after a 503 the same may be requested
        again.
        """
        payment = self.ledger.decide(payment_id, decision, reason)
        self._deliver(payment)
        return payment

    def deliver_overdue(self, within_seconds: float) -> int:
        """Deliver what crashes and faults left and return the number of payments. Raises TemporarilyUnavailable."""
        return self.delivery.drain(within_seconds)

    def _recorded(
        self, idempotency_key: str, request: PaymentRequest, merchants: Merchants, refusal: PaymentError | None
    ) -> Payment:
        scope = idempotency_scope(request)
        try:
            if refusal is not None:
                raise refusal
            payment = self._screened(idempotency_key, request, merchants)
        except Exception:
            recorded = self.ledger.find(idempotency_key, scope)
            if recorded is None or (recorded.scope != scope and not recorded.request.is_same_payment_as(request)):
                raise
            return recorded
        return self.ledger.record(payment)

    def _screened(self, idempotency_key: str, request: PaymentRequest, merchants: Merchants) -> Payment:
        self.limits().check(request.amount)
        merchant = active_merchant(merchants, request.merchant_id)
        scope = idempotency_scope(request)
        payment_id = payment_id_of(idempotency_key, scope)
        return Payment(
            payment_id=payment_id,
            scope=scope,
            idempotency_key=idempotency_key,
            fingerprint=request.fingerprint(),
            request=request,
            assessment=self.screening.screen(payment_id, request, merchant),
            created_at=self.clock(),
            undelivered=True,
        )

    def _deliver(self, payment: Payment) -> None:
        if payment.undelivered:
            self.delivery.attempt([payment])
