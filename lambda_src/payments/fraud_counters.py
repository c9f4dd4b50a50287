"""Choose the counters of a payment, and compute fraud signals from them.

Velocities are counted in fixed windows, a customer's history in windows of its length; the window is part of a
counter's key, so that an expired item that DynamoDB has not removed yet is never read. Fixed windows allow up to twice
the limit across a boundary. A customer and its history belong to one merchant; a card is the same card at every
merchant. Screenings without a payment are counted apart, by merchant: they affect later screenings of that merchant,
and no payment.
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
    """A counter's key. `limit` is the count up to which nothing scores, None for a shard; `expires_at` is in epoch
    seconds.
    """

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
        """Return the counters at `moment`, in epoch seconds; `screened`: those of screenings without a payment."""
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
        """Return the keys of all counters."""
        return [counter.key for counter in (self.card, self.customer, *self.merchant, *self.history)]

    def signals(self, counts: Counts) -> Signals:
        """Return the signals by the counts, with this payment in the velocities."""
        return Signals(
            card_velocity=_sum(counts, [self.card]) + 1,
            customer_velocity=_sum(counts, [self.customer]) + 1,
            merchant_velocity=_sum(counts, self.merchant) + 1,
            history_count=_sum(counts, self.history),
            history_total=_sum(counts, self.history, "amount"),
        )

    def incremented(self, identity: str) -> tuple[Counter, ...]:
        """Return the counters that a payment increments: a hash of `identity` chooses the merchant's shard."""
        return self.card, self.customer, self.merchant[crc32(identity.encode()) % SHARDS]


def combined_signals(one: Signals, other: Signals) -> Signals:
    """Return the signals by two sets of counters, both of which include the payment."""
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
