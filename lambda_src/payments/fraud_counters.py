"""Which counters a payment is measured by, and what they say.

Velocities are counted in fixed windows, the history of a customer in windows as long as it is to reach back; the window
is part of a counter's key, so that one that has expired and is not removed yet is never read. Fixed windows see up to
twice the limit across a boundary. A customer and a customer's history belong to one merchant; a card is one card
wherever it pays. What a merchant only screens is counted apart, under the merchant's name: it tells later screenings
of the same merchant, and no payment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from zlib import crc32

from payments.fraud import Signals
from payments.fraud_rules import FraudRules, Velocity
from payments.request import PaymentRequest

SHARDS: Final = 8
"""A merchant's payments are counted in so many items: two transactions at once on one item hinder each other."""
Counts = Mapping[str, Mapping[str, int]]
"""Numbers by counter and name; a counter that does not exist is left out."""


@dataclass(frozen=True, slots=True)
class Counter:
    """`limit` is the count up to which nothing scores, None for a shard; `expires_at` is in epoch seconds."""

    key: str
    expires_at: int
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterSet:
    """The counters of one payment. `merchant` has all shards; `history` is that of this window and the one before."""

    card: Counter
    customer: Counter
    merchant: Sequence[Counter]
    history: Sequence[Counter]

    @classmethod
    def of(cls, request: PaymentRequest, rules: FraudRules, moment: float, *, screened: bool = False) -> CounterSet:
        """Of a payment at a moment in epoch seconds; `screened`: of those that are not made, only asked about."""
        owner = request.merchant_id
        prefix = f"screened#{owner}#" if screened else ""
        customer = f"{owner}#{request.customer_id}"
        shards = (f"{owner}#{shard}" for shard in range(SHARDS))
        history = f"{prefix}history#{customer}#{request.amount.currency}"
        seconds = rules.outlier.history_seconds
        window = int(moment) // seconds
        return cls(
            card=_velocity(f"{prefix}velocity#card#{request.card_token}", rules.card, moment),
            customer=_velocity(f"{prefix}velocity#customer#{customer}", rules.customer, moment),
            merchant=[
                replace(_velocity(f"{prefix}velocity#merchant#{shard}", rules.merchant, moment), limit=None)
                for shard in shards
            ],
            history=[
                Counter(f"{history}#{seconds}#{number}", (number + 2) * seconds) for number in (window, window - 1)
            ],
        )

    def all_keys(self) -> list[str]:
        """Of all of them."""
        return [counter.key for counter in (self.card, self.customer, *self.merchant, *self.history)]

    def signals(self, counts: Counts) -> Signals:
        """What the counters say, with this payment in the velocities."""
        return Signals(
            card_velocity=_sum(counts, [self.card]) + 1,
            customer_velocity=_sum(counts, [self.customer]) + 1,
            merchant_velocity=_sum(counts, self.merchant) + 1,
            history_count=_sum(counts, self.history),
            history_total=_sum(counts, self.history, "amount"),
        )

    def incremented(self, identity: str) -> tuple[Counter, ...]:
        """Those that a payment goes up by one: its identity chooses the shard of the merchant."""
        return self.card, self.customer, self.merchant[crc32(identity.encode()) % SHARDS]


def combined_signals(one: Signals, other: Signals) -> Signals:
    """What two sets of counters say of one payment, which is in both."""
    return Signals(
        card_velocity=one.card_velocity + other.card_velocity - 1,
        customer_velocity=one.customer_velocity + other.customer_velocity - 1,
        merchant_velocity=one.merchant_velocity + other.merchant_velocity - 1,
        history_count=one.history_count + other.history_count,
        history_total=one.history_total + other.history_total,
    )


def _velocity(name: str, rule: Velocity, moment: float) -> Counter:
    window = int(moment) // rule.window_seconds
    return Counter(f"{name}#{rule.window_seconds}#{window}", (window + 2) * rule.window_seconds, rule.limit)


def _sum(counts: Counts, counters: Sequence[Counter], name: str = "payments") -> int:
    return sum(counts.get(counter.key, {}).get(name, 0) for counter in counters)
