"""Each rule of fraud screening by itself, and what the scores add up to."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.errors import ConfigurationInvalid
from payments.fraud import Signals, assess
from payments.fraud_rules import EXAMPLE, FraudRules
from payments.merchants import Merchant
from payments.request import PaymentRequest
from tests.support.lambda_events import payment

RULES = FraudRules.of(EXAMPLE)
MERCHANT = Merchant(merchant_id="shop-1", active=True, country="DE")
QUIET = {"card_velocity": 1, "customer_velocity": 1, "merchant_velocity": 1, "history_count": 0, "history_total": 0}


def _assessed(signals: dict[str, int] | None = None, rules: FraudRules = RULES, **fields: Any) -> tuple[str, int, Any]:
    request = PaymentRequest.of(payment(**fields))
    assessment = assess(request, MERCHANT, Signals(**{**QUIET, **(signals or {})}), rules)
    return assessment.decision, assessment.score, assessment.reasons


@pytest.mark.parametrize(
    ("sentence", "signals", "fields", "expected"),
    [
        ("a quiet payment is approved", {}, {}, ("approve", 0, ())),
        ("the limit itself is no velocity", {"card_velocity": 5}, {}, ("approve", 0, ())),
        ("one more is", {"card_velocity": 6}, {}, ("review", 60, ("card_velocity",))),
        ("a busy customer scores", {"customer_velocity": 11}, {}, ("approve", 40, ("customer_velocity",))),
        ("a busy merchant scores", {"merchant_velocity": 5001}, {}, ("approve", 30, ("merchant_velocity",))),
        ("a foreign card scores", {}, {"cardCountry": "FR"}, ("approve", 30, ("country_mismatch",))),
        (
            "scores add up to a refusal, exactly at the threshold",
            {"card_velocity": 6},
            {"cardCountry": "FR"},
            ("decline", 90, ("card_velocity", "country_mismatch")),
        ),
        (
            "an amount of ten times the mean is usual",
            {"history_count": 5, "history_total": 625},
            {},
            ("approve", 0, ()),
        ),
        (
            "an amount above ten times the mean is an outlier",
            {"history_count": 5, "history_total": 624},
            {},
            ("approve", 40, ("amount_outlier",)),
        ),
        ("without a history nothing is an outlier", {"history_count": 4, "history_total": 4}, {}, ("approve", 0, ())),
    ],
)
def test_scores(sentence: str, signals: dict[str, int], fields: dict[str, Any], expected: tuple[str, int, Any]) -> None:
    assert _assessed(signals, **fields) == expected, sentence


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
def test_more_velocity_never_makes_a_payment_look_better(card: int, customer: int, more: int) -> None:
    calm = _assessed({"card_velocity": card, "customer_velocity": customer})
    busy = _assessed({"card_velocity": card + more, "customer_velocity": customer + more})
    assert busy[1] >= calm[1]


@given(st.integers(1, 300), st.integers(0, 300))
def test_the_decision_follows_the_thresholds(review: int, more: int) -> None:
    configuration = {**EXAMPLE, "thresholds": {"review": review, "decline": review + more}}
    signals = {"card_velocity": 6, "customer_velocity": 11}
    decision, score, _ = _assessed(signals, FraudRules.of(configuration))
    assert decision == ("decline" if score >= review + more else "review" if score >= review else "approve")


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("velocity",), None, "velocity"),
        (("velocity", "card"), [], "velocity.card"),
        (("velocity", "card", "limit"), 0, "velocity.card.limit"),
        (("velocity", "merchant", "windowSeconds"), 0, "velocity.merchant.windowSeconds"),
        (("velocity", "customer", "score"), -1, "velocity.customer.score"),
        (("amountOutlier", "factor"), "10", "amountOutlier.factor"),
        (("amountOutlier", "minimumHistory"), 1.5, "amountOutlier.minimumHistory"),
        (("countryMismatch", "score"), None, "countryMismatch.score"),
        (("thresholds", "review"), True, "thresholds.review"),
        (("thresholds", "decline"), 49, "thresholds.decline"),
    ],
)
def test_rules_that_make_no_sense_are_named_by_their_place(path: tuple[str, ...], value: Any, place: str) -> None:
    rules: Any = copy.deepcopy(EXAMPLE)
    inner = rules
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(ConfigurationInvalid, match=place):
        FraudRules.of(rules)
