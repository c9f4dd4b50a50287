"""Screening over real counters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from fraud_detection.handler import handler
from payments.fraud_rules import EXAMPLE
from tests.support.function_environment import restart_environment
from tests.support.lambda_events import Context, payment, request, unique
from tests.support.payment_cloud import SUSPENDED_MERCHANT, PaymentCloud


def _answered(**changes: Any) -> tuple[int, Any]:
    answer = handler(request("POST", "/screenings", body=payment(**changes)), Context())
    return answer["statusCode"], json.loads(answer["body"])


@pytest.fixture
def who() -> dict[str, str]:
    """A card and a customer that nobody has seen."""
    return {"cardToken": f"tok_{unique()}", "customerId": f"c-{unique()}"}


def test_a_card_that_is_used_too_often_goes_to_review_and_from_abroad_it_is_declined(
    inside: PaymentCloud, who: dict[str, str]
) -> None:
    assert [_answered(**who)[1]["decision"] for _ in range(6)] == ["approve"] * 5 + ["review"]
    assert _answered(**who, cardCountry="US") == (
        200,
        {"decision": "decline", "score": 90, "reasons": ["card_velocity", "country_mismatch"]},
    )


def test_a_customer_with_ever_new_cards_is_noticed(inside: PaymentCloud, who: dict[str, str]) -> None:
    answers = [_answered(**{**who, "cardToken": f"tok_{unique()}"})[1]["reasons"] for _ in range(11)]
    assert answers == [[]] * 10 + [["customer_velocity"]]


def test_an_amount_far_above_the_habit_is_noticed_in_its_own_currency(
    inside: PaymentCloud, who: dict[str, str]
) -> None:
    for _ in range(5):
        _answered(**{**who, "cardToken": f"tok_{unique()}"}, amount=100)
    assert _answered(**who, amount=1000)[1]["reasons"] == []
    assert _answered(**who, amount=99999)[1]["reasons"] == ["amount_outlier"]
    assert _answered(**who, amount=99999, currency="USD")[1]["reasons"] == []


def test_counters_expire_by_themselves(inside: PaymentCloud, who: dict[str, str]) -> None:
    _answered(**who)
    counters = [item for item in inside.items("fraud-counters") if who["customerId"] in item["counterKey"]["S"]]
    assert len(counters) == 2
    assert all(int(item["expiresAt"]["N"]) > 1_700_000_000 for item in counters)


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"merchantId": "nobody"}, 404, "MERCHANT_NOT_FOUND"),
        ({"merchantId": SUSPENDED_MERCHANT}, 422, "MERCHANT_NOT_ACTIVE"),
        ({"currency": "XYZ"}, 422, "CURRENCY_UNKNOWN"),
        ({"amount": -5}, 400, "INVALID_REQUEST"),
        ({"reference": "4111 1111 1111 1111"}, 400, "PAN_REFUSED"),
    ],
)
def test_a_bad_payment_is_refused(inside: PaymentCloud, changes: dict[str, Any], status: int, code: str) -> None:
    answered, body = _answered(**changes)
    assert (answered, body["error"]["code"]) == (status, code)


@pytest.fixture
def fresh_parameters(inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Parameters are read on every request, and are as they were at the end."""
    monkeypatch.setattr("adapters.parameters.MAX_AGE_SECONDS", 0)
    restart_environment()
    yield
    inside.put_parameter("fraud/rules", EXAMPLE)
    restart_environment()


def test_changed_thresholds_count_without_a_deployment(
    inside: PaymentCloud, fresh_parameters: None, who: dict[str, str]
) -> None:
    assert _answered(**who, cardCountry="US")[1]["decision"] == "approve"
    inside.put_parameter("fraud/rules", {**EXAMPLE, "thresholds": {"review": 30, "decline": 31}})
    assert _answered(**who, cardCountry="US")[1]["decision"] == "review"
    inside.put_parameter("fraud/rules", {**EXAMPLE, "thresholds": {"review": 10, "decline": 30}})
    assert _answered(**who, cardCountry="US")[1]["decision"] == "decline"


def test_rules_that_make_no_sense_are_our_fault_and_stay_inside(
    inside: PaymentCloud, fresh_parameters: None, who: dict[str, str]
) -> None:
    # A value that made sense a few versions ago would be used.
    for _ in range(7):
        inside.put_parameter("fraud/rules", {"thresholds": "secret-of-ours"})
    status, body = _answered(**who)
    assert (status, body["error"]["code"]) == (500, "INTERNAL_ERROR")
    assert "velocity" not in json.dumps(body)
