"""Assess a payment for fraud: a score by signals, and a decision with its reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from payments.fraud_rules import FraudRules
from payments.merchants import Merchant
from payments.request import PaymentRequest

Decision = Literal["approve", "review", "decline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Counts of payments. The velocities include this payment, the customer's history does not."""

    card_velocity: int
    customer_velocity: int
    merchant_velocity: int
    history_count: int
    history_total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """`reasons` are stable codes, in the order of the rules; empty if nothing scored."""

    decision: Decision
    score: int
    reasons: tuple[str, ...]


class Screening(Protocol):
    """Screens each payment once: the same id again returns the first assessment."""

    def screen(self, payment_id: str, request: PaymentRequest, merchant: Merchant) -> Assessment:
        """Count the payment and return its assessment."""
        ...


def assess(request: PaymentRequest, merchant: Merchant, signals: Signals, rules: FraudRules) -> Assessment:
    """Return the assessment by the signals and the rules. Pure."""
    hits = tuple(_hits(request, merchant, signals, rules))
    score = sum(points for _, points in hits)
    return Assessment(decision=_decision(score, rules), score=score, reasons=tuple(reason for reason, _ in hits))


def _hits(
    request: PaymentRequest, merchant: Merchant, signals: Signals, rules: FraudRules
) -> Iterator[tuple[str, int]]:
    if signals.card_velocity > rules.card.limit:
        yield "card_velocity", rules.card.score
    if signals.customer_velocity > rules.customer.limit:
        yield "customer_velocity", rules.customer.score
    if signals.merchant_velocity > rules.merchant.limit:
        yield "merchant_velocity", rules.merchant.score
    if _is_outlier(request, signals, rules):
        yield "amount_outlier", rules.outlier.score
    if request.card_country != merchant.country:
        yield "country_mismatch", rules.country_mismatch_score


def _is_outlier(request: PaymentRequest, signals: Signals, rules: FraudRules) -> bool:
    if signals.history_count < rules.outlier.minimum_history:
        return False
    return request.amount.minor_units * signals.history_count > rules.outlier.factor * signals.history_total


def _decision(score: int, rules: FraudRules) -> Decision:
    if score >= rules.decline_at:
        return "decline"
    return "review" if score >= rules.review_at else "approve"
