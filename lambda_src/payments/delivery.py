"""Relay recorded payments from the outbox to the read model and to notifications, at least once and outside of
transactions.

read       a payment and its version from the ledger
deliver    its record, which an older version never overwrites; a notification if it is declined
settle     the outbox row of that version is deleted; a later version keeps its row

A row whose delivery was interrupted is overdue after a minute, and delivered by others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from math import inf
from time import time
from typing import Final, Protocol

from payments.errors import TemporarilyUnavailable
from payments.ledger import Outbox
from payments.payment import Payment

BATCH_SIZE: Final = 100
_SECONDS_TO_ANSWER: Final = 2.0
"""What is kept of the invocation's time for the answer; a delivery that would need it is left to others."""


class Projection(Protocol):
    """The read model of payments."""

    def put(self, payments: Sequence[Payment]) -> Collection[str]:
        """Write records and return the ids whose record is now of this version or a later one."""
        ...


class Notifications(Protocol):
    """Publishes failed payments."""

    def publish_declined(self, payments: Sequence[Payment]) -> Collection[str]:
        """Publish declined payments and return the ids of those published."""
        ...

    def count_declined(self, payment: Payment) -> None:
        """Count a declined payment, once."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`remaining` returns the seconds that are left of the invocation; `report` is called with each exception."""

    outbox: Outbox
    projection: Projection
    notifications: Notifications
    remaining: Callable[[], float]
    report: Callable[[Exception], None]

    def attempt(self, payments: Sequence[Payment], ends: float = inf) -> Sequence[Payment]:
        """Return the payments that were delivered and settled. Raises nothing: the payments are recorded, whatever
        happens here.

        If a batch fails, each payment is tried alone, so that one does not hold up the others. No attempt begins after
        `ends`, in seconds since the epoch.
        """
        if self.remaining() < _SECONDS_TO_ANSWER or time() > ends:
            return []
        try:
            return self._deliver(payments)
        except TemporarilyUnavailable as fault:
            self.report(fault)
            return []
        except Exception as fault:
            self.report(fault)
        return [] if len(payments) < 2 else [done for payment in payments for done in self.attempt([payment], ends)]

    def drain(self, within_seconds: float) -> int:
        """Deliver what is overdue and return the number of payments. Raises TemporarilyUnavailable."""
        ends, delivered = time() + min(within_seconds, self.remaining() - _SECONDS_TO_ANSWER), 0
        while time() < ends:
            leased = self.outbox.lease(BATCH_SIZE)
            done = {payment.payment_id for payment in self.attempt(leased, ends)}
            failed = [payment for payment in leased if payment.payment_id not in done]
            if failed:
                self.outbox.release(failed)
            delivered += len(done)
            if not done:
                break
        return delivered

    def _deliver(self, payments: Sequence[Payment]) -> Sequence[Payment]:
        current_ids = self.projection.put(payments)
        written = [payment for payment in payments if payment.payment_id in current_ids]
        declined = [payment for payment in written if payment.status == "declined"]
        published = self.notifications.publish_declined(declined) if declined else ()
        done = [payment for payment in written if payment.status != "declined" or payment.payment_id in published]
        settled = self.outbox.settle(done) if done else ()
        for payment in declined:
            # Concurrent deliveries publish twice, and one of them deletes the outbox row: that one counts.
            if payment.payment_id in settled:
                self.notifications.count_declined(payment)
        return done
