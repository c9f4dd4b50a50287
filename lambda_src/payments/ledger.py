"""Double entry: what moves between the card schemes' clearing account and a merchant's, and what the ledger promises.

The database books the lines and holds them to its own checks (database_migration/sql): a sale debits the clearing
account and credits the merchant, a refund or reversal the other way round.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, Protocol

from payments.fraud import Decision
from payments.payment import Payment
from payments.refunds import RefundEntry, RefundRequest

CARD_CLEARING: Final = "card-clearing"
"""What the card schemes owe us."""


def merchant_account(merchant_id: str) -> str:
    """What we owe a merchant."""
    return f"merchant:{merchant_id}"


class Ledger(Protocol):
    """The record of truth: a payment, its entry and the note that others must still be told commit together.

    Each method raises TemporarilyUnavailable; those that write raise OutcomeUnknown where they may have written.
    """

    def find(self, idempotency_key: str, scope: str = "") -> Payment | None:
        """The payment of a scope's key, or one of that key from before scopes, or None."""
        ...

    def record(self, payment: Payment) -> Payment:
        """Stores a payment unless its key is taken. Returns what is stored: the first payment of that key."""
        ...

    def refund(self, asked: RefundRequest) -> RefundEntry:
        """Books a refund or a reversal, or finds it booked. Raises what stands against it."""
        ...

    def decide(self, payment_id: str, decision: Decision, reason: str | None) -> Payment:
        """Approves or declines a payment in review, or finds it so decided. Raises what stands against it."""
        ...


class Outbox(Protocol):
    """Notes of payments that others must still be told of: written with the payment, removed when they were told."""

    def lease(self, limit: int) -> Sequence[Payment]:
        """Payments whose delivery is overdue, for this deliverer alone until the lease ends."""
        ...

    def settle(self, payments: Sequence[Payment]) -> Collection[str]:
        """Removes the notes of delivered versions; ids of those that this call has removed."""
        ...

    def release(self, payments: Sequence[Payment]) -> None:
        """Leaves what could not be delivered to the next round."""
        ...
