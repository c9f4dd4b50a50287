"""Tells others of recorded payments, outside of any transaction and at least once.

read       a payment and its version from the ledger
deliver    its record, which an older version never overwrites; a notice where it is declined
settle     the note of that version is removed; a later version keeps its note

Whoever dies in between leaves the note, and others find it when it is a minute old.
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
    """The copy of payments that is read from."""

    def put(self, payments: Sequence[Payment]) -> Collection[str]:
        """Writes records; ids of payments whose record is now of this version or a later one."""
        ...


class Notifications(Protocol):
    """Who is told of failed payments."""

    def publish_declined(self, payments: Sequence[Payment]) -> Collection[str]:
        """Tells of declined payments; ids of those that were told of."""
        ...

    def count_declined(self, payment: Payment) -> None:
        """Counts a declined payment, once."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`remaining` gives the seconds that the invocation has left; `report` is told of what went wrong."""

    outbox: Outbox
    projection: Projection
    notifications: Notifications
    remaining: Callable[[], float]
    report: Callable[[Exception], None]

    def attempt(self, payments: Sequence[Payment], ends: float = inf) -> Sequence[Payment]:
        """Those that were delivered and settled. Raises nothing: what is recorded stays so, whatever its delivery does.

        Where one breaks what many have in common, each is tried by itself: it holds up none of the others. None is
        begun after `ends`, in seconds since the epoch.
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
        """Delivers what is overdue; the number of payments. Raises TemporarilyUnavailable."""
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
        there = self.projection.put(payments)
        written = [payment for payment in payments if payment.payment_id in there]
        declined = [payment for payment in written if payment.status == "declined"]
        told = self.notifications.publish_declined(declined) if declined else ()
        done = [payment for payment in written if payment.status != "declined" or payment.payment_id in told]
        settled = self.outbox.settle(done) if done else ()
        for payment in declined:
            # Twins deliver twice, and one of them removes the note: that one counts.
            if payment.payment_id in settled:
                self.notifications.count_declined(payment)
        return done
