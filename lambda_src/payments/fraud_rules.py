"""Parse the fraud rules. Scores add up; two thresholds make the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from payments.configuration import object_section, whole_number

EXAMPLE = {
    "velocity": {
        "card": {"limit": 5, "windowSeconds": 600, "score": 60},
        "customer": {"limit": 10, "windowSeconds": 3600, "score": 40},
        "merchant": {"limit": 5000, "windowSeconds": 60, "score": 30},
    },
    "amountOutlier": {"factor": 10, "minimumHistory": 5, "historySeconds": 7776000, "score": 40},
    "countryMismatch": {"score": 30},
    "thresholds": {"review": 50, "decline": 90},
}
"""A complete set, for documentation and tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Velocity:
    """Scores if there are more than `limit` payments within a window."""

    limit: int
    window_seconds: int
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountOutlier:
    """Scores if an amount is above `factor` times the customer's mean, once there are `minimum_history` payments."""

    factor: int
    minimum_history: int
    history_seconds: int
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FraudRules:
    """A score of `review_at` or more goes to review, of `decline_at` or more is declined."""

    card: Velocity
    customer: Velocity
    merchant: Velocity
    outlier: AmountOutlier
    country_mismatch_score: int
    review_at: int
    decline_at: int

    @classmethod
    def of(cls, configuration: object) -> FraudRules:
        """Parse rules of the shape of `EXAMPLE`. Raises ConfigurationInvalid with the path of what is wrong."""
        rules = object_section(configuration, "rules")
        velocity = object_section(rules.get("velocity"), "velocity")
        thresholds = object_section(rules.get("thresholds"), "thresholds")
        mismatch = object_section(rules.get("countryMismatch"), "countryMismatch")
        review_at = whole_number(thresholds, "review", "thresholds", minimum=1)
        return cls(
            card=_velocity(velocity, "card"),
            customer=_velocity(velocity, "customer"),
            merchant=_velocity(velocity, "merchant"),
            outlier=_outlier(object_section(rules.get("amountOutlier"), "amountOutlier")),
            country_mismatch_score=whole_number(mismatch, "score", "countryMismatch"),
            review_at=review_at,
            decline_at=whole_number(thresholds, "decline", "thresholds", minimum=review_at),
        )


def _velocity(velocities: Mapping[str, object], key: str) -> Velocity:
    name = f"velocity.{key}"
    numbers = object_section(velocities.get(key), name)
    return Velocity(
        limit=whole_number(numbers, "limit", name, minimum=1),
        window_seconds=whole_number(numbers, "windowSeconds", name, minimum=1),
        score=whole_number(numbers, "score", name),
    )


def _outlier(numbers: Mapping[str, object]) -> AmountOutlier:
    return AmountOutlier(
        factor=whole_number(numbers, "factor", "amountOutlier", minimum=1),
        minimum_history=whole_number(numbers, "minimumHistory", "amountOutlier", minimum=1),
        history_seconds=whole_number(numbers, "historySeconds", "amountOutlier", minimum=1),
        score=whole_number(numbers, "score", "amountOutlier"),
    )
