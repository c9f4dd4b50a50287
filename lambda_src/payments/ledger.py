"""The protocols of the double-entry ledger and its outbox.

A sale debits the card schemes' clearing account and credits the merchant, a refund or reversal the other way round. The
database books the postings and enforces its own constraints (database_migration/sql).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from payments.fraud import Decision
from payments.payment import Payment
from payments.refunds import RefundEntry, RefundRequest


class Ledger(Protocol):
    """The system of record: a payment, its entry and its outbox row commit together.

    Each method raises TemporarilyUnavailable; those that write raise OutcomeUnknown if they may have written.
    """

    def find(self, idempotency_key: str, scope: str = "") -> Payment | None:
        """Return the payment of a key in its scope, or one of that key from before scopes, or None."""
        ...

    def record(self, payment: Payment) -> Payment:
        """Record a payment unless its key is used, and return the payment of the key."""
        ...

    def refund(self, request: RefundRequest) -> RefundEntry:
        """Book a refund or reversal, and return its entry, also if it is booked already. Raises a PaymentError."""
        ...

    def decide(self, payment_id: str, decision: Decision, reason: str | None) -> Payment:
        """Approve or decline a payment in review, and return it, also if it is so decided already. Raises a
        PaymentError.
        """
        ...


class Outbox(Protocol):
    """Payments whose delivery is due. Rows are written with the payment and deleted after its delivery."""

    def lease(self, limit: int) -> Sequence[Payment]:
        """Return payments whose delivery is overdue, leased to this caller alone for a while."""
        ...

    def settle(self, payments: Sequence[Payment]) -> Collection[str]:
        """Delete the rows of delivered versions and return the ids of those that this call has deleted."""
        ...

    def release(self, payments: Sequence[Payment]) -> None:
        """End the lease of payments that could not be delivered."""
        ...
