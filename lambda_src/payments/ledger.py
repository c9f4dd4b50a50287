"""Double entry: an approved payment moves its amount from the card schemes' clearing account to the merchant's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from payments.money import Money
from payments.payment import Payment

CARD_CLEARING: Final = "card-clearing"
"""What the card schemes owe us."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of an entry: positive amounts are debits, negative ones credits."""

    account: str
    amount: Money


def merchant_account(merchant_id: str) -> str:
    """What we owe a merchant."""
    return f"merchant:{merchant_id}"


def postings_for(payment: Payment) -> tuple[Posting, ...]:
    """The lines of a payment's entry, adding up to zero; none while no money has moved."""
    if payment.status != "approved":
        return ()
    amount = payment.request.amount
    return Posting(CARD_CLEARING, amount), Posting(merchant_account(payment.request.merchant_id), -amount)


class Ledger(Protocol):
    """The record of truth: a payment, its entry and the note that others must still be told commit together."""

    def find(self, idempotency_key: str) -> Payment | None:
        """The payment of a key, or None."""
        ...

    def record(self, payment: Payment) -> Payment:
        """Stores a payment unless its key is taken. Returns what is stored: the first payment of that key."""
        ...

    def relay(self, payment_id: str, deliver: Callable[[Payment], None]) -> None:
        """Delivers a payment that others were not told of yet, at least once and never two at a time."""
        ...

    def overdue(self, limit: int) -> Sequence[str]:
        """Ids of payments whose delivery failed a while ago."""
        ...
