"""A payment is counted exactly once, whatever is repeated, lost or at the same time; and nobody else's is."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError  # type: ignore[import-untyped]  # botocore has no types
from botocore.httpsession import URLLib3Session  # type: ignore[import-untyped]  # see above

from adapters import fraud_counters, screening
from adapters.aws import client
from adapters.configuration import fraud_rules
from adapters.screening import IdempotentScreening, StandaloneScreening
from payments.errors import TemporarilyUnavailable
from payments.fraud import Assessment
from payments.fraud_counters import CounterSet
from payments.fraud_rules import EXAMPLE
from payments.merchants import Merchant
from payments.request import PaymentRequest
from tests.support.function_environment import failing_service
from tests.support.lambda_events import payment, unique
from tests.support.payment_cloud import PaymentCloud

MERCHANT = Merchant(merchant_id="shop-1", active=True, country="DE")
LIMIT = 5
DAY = 24 * 3600.0


@pytest.fixture
def request_() -> PaymentRequest:
    """A payment by a card and a customer that nobody has seen."""
    return PaymentRequest.of(payment(cardToken=f"tok_{unique()}", customerId=f"c-{unique()}"))


def _once(cloud: PaymentCloud, moment: float | None = None) -> IdempotentScreening:
    clock: dict[str, Any] = {} if moment is None else {"clock": lambda: moment}
    return IdempotentScreening(
        assessments=cloud.name("idempotency"), counters=cloud.name("fraud-counters"), rules=fraud_rules, **clock
    )


def _paid(cloud: PaymentCloud, request: PaymentRequest, payment_id: str | None = None) -> Assessment:
    return _once(cloud).screen(payment_id or unique(), request, MERCHANT)


def _changed(request: PaymentRequest, **changes: Any) -> PaymentRequest:
    fields = payment(cardToken=request.card_token, customerId=request.customer_id)
    return PaymentRequest.of({**fields, **changes})


def _counted(cloud: PaymentCloud, kind: str, subject: str) -> list[int]:
    return [
        int(item["payments"]["N"])
        for item in cloud.items("fraud-counters")
        if item["counterKey"]["S"].startswith(kind) and subject in item["counterKey"]["S"]
    ]


@contextmanager
def _calls() -> Iterator[list[str]]:
    """The operations of DynamoDB that are asked for while this lasts."""
    found: list[str] = []

    def note(model: Any, **_: Any) -> None:
        found.append(model.name)

    events = client("dynamodb").meta.events
    events.register("before-call.dynamodb", note)
    try:
        yield found
    finally:
        events.unregister("before-call.dynamodb", note)


def test_a_payment_costs_one_read_and_one_write(inside: PaymentCloud, request_: PaymentRequest) -> None:
    with _calls() as calls:
        _paid(inside, request_)
    assert calls == ["BatchGetItem", "TransactWriteItems"]


def test_a_repeated_payment_is_read_and_not_counted_again(inside: PaymentCloud, request_: PaymentRequest) -> None:
    first = _paid(inside, request_, "the-same")
    with _calls() as calls:
        assert [_paid(inside, request_, "the-same") for _ in range(10)] == [first] * 10
    assert set(calls) == {"BatchGetItem"}
    assert _counted(inside, "velocity#card", request_.card_token) == [1]
    assert _counted(inside, "velocity#customer", request_.customer_id) == [1]
    assert _counted(inside, "history", request_.customer_id) == [1]


def test_an_answer_that_is_lost_is_asked_for_again_with_its_token_and_counts_once(
    inside: PaymentCloud, request_: PaymentRequest
) -> None:
    tokens: list[str] = []

    def lose_the_first(request: Any, **_: Any) -> None:
        """Called before each sending: the first is sent here, and its answer is dropped."""
        tokens.append(json.loads(request.body)["ClientRequestToken"])
        if len(tokens) == 1:
            URLLib3Session().send(request)
            raise ReadTimeoutError(endpoint_url="https://dynamodb.test")

    event = "before-send.dynamodb.TransactWriteItems"
    client("dynamodb").meta.events.register(event, lose_the_first)
    try:
        assessment = _paid(inside, request_, "lost")
    finally:
        client("dynamodb").meta.events.unregister(event, lose_the_first)
    assert len(tokens) == 2
    assert tokens[0] == tokens[1]
    assert _paid(inside, request_, "lost") == assessment
    assert _counted(inside, "velocity#card", request_.card_token) == [1]


def _meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object], times: int = 1) -> None:
    """Something else happens between reading and writing."""
    plain, left = fraud_counters.read_items, [times]

    def read_then(keys: Any) -> Any:
        found = plain(keys)
        if left[0]:
            left[0] -= 1
            act()
        return found

    monkeypatch.setattr(screening, "read_items", read_then)


def test_twins_get_one_assessment_and_count_once(
    inside: PaymentCloud, request_: PaymentRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin: list[Assessment] = []
    _meanwhile(monkeypatch, lambda: twin.append(_paid(inside, request_, "twin")))
    assert _paid(inside, request_, "twin") == twin[0]
    assert _counted(inside, "velocity#card", request_.card_token) == [1]


def test_of_two_payments_at_the_limit_at_once_one_is_over_it(
    inside: PaymentCloud, request_: PaymentRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(LIMIT - 1):
        assert _paid(inside, request_).decision == "approve"
    other: list[Assessment] = []
    _meanwhile(monkeypatch, lambda: other.append(_paid(inside, request_)))
    assert sorted((_paid(inside, request_).decision, other[0].decision)) == ["approve", "review"]
    assert _counted(inside, "velocity#card", request_.card_token) == [LIMIT + 1]


def test_a_transaction_that_is_always_in_conflict_ends_as_unavailable(
    inside: PaymentCloud, request_: PaymentRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def conflict(*_: Any) -> None:
        raise fraud_counters.TransactionConflict

    monkeypatch.setattr(screening, "write_transaction", conflict)
    with pytest.raises(TemporarilyUnavailable):
        _paid(inside, request_)


def test_what_is_left_unprocessed_is_asked_for_again(
    inside: PaymentCloud, request_: PaymentRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = client("dynamodb").batch_get_item

    def half(RequestItems: dict[str, Any]) -> dict[str, Any]:
        first = {table: {**wanted, "Keys": wanted["Keys"][:1]} for table, wanted in RequestItems.items()}
        rest = {table: {**wanted, "Keys": wanted["Keys"][1:]} for table, wanted in RequestItems.items()}
        left = {table: wanted for table, wanted in rest.items() if wanted["Keys"]}
        return {**plain(RequestItems=first), "UnprocessedKeys": left}

    _paid(inside, request_)
    found = CounterSet.of(request_, fraud_rules(), time.time())
    keys = {
        inside.name("fraud-counters"): [
            {"counterKey": key} for key in [found.card.key, found.customer.key, found.history[1].key]
        ]
    }
    whole = fraud_counters.read_items(keys)
    assert len(whole[inside.name("fraud-counters")]) == 2
    monkeypatch.setattr(client("dynamodb"), "batch_get_item", half)
    assert fraud_counters.read_items(keys) == whole


def test_while_the_table_is_away_nothing_is_said(inside: PaymentCloud, request_: PaymentRequest) -> None:
    with failing_service("dynamodb"), pytest.raises(TemporarilyUnavailable):
        _paid(inside, request_)


def _asked(cloud: PaymentCloud, request: PaymentRequest) -> Assessment:
    return StandaloneScreening(counters=cloud.name("fraud-counters"), rules=fraud_rules).screen(request, MERCHANT)


def test_screenings_can_not_be_used_against_a_payment(inside: PaymentCloud, request_: PaymentRequest) -> None:
    abroad = _changed(request_, cardCountry="US")
    for _ in range(3 * LIMIT):
        _asked(inside, abroad)
    assert _asked(inside, abroad).decision == "decline"
    assert (_paid(inside, abroad).decision, _paid(inside, request_).decision) == ("approve", "approve")
    assert _counted(inside, "velocity#card", request_.card_token) == [2]


def test_a_screening_sees_the_payments_that_were_made(inside: PaymentCloud, request_: PaymentRequest) -> None:
    for _ in range(LIMIT):
        _paid(inside, request_)
    assert _asked(inside, request_).reasons == ("card_velocity",)


def test_the_customer_of_one_merchant_is_not_that_of_another(inside: PaymentCloud, request_: PaymentRequest) -> None:
    elsewhere = [_changed(request_, merchantId="shop-2", cardToken=f"tok_{unique()}") for _ in range(12)]
    for other in elsewhere:
        _paid(inside, other)
    assert _paid(inside, request_).reasons == ()


def test_attempts_that_were_declined_or_reviewed_do_not_raise_the_mean(inside: PaymentCloud) -> None:
    customer = f"c-{unique()}"

    def attempt(amount: int, country: str = "DE") -> Assessment:
        fields = payment(cardToken=f"tok_{unique()}", customerId=customer, amount=amount, cardCountry=country)
        return _paid(inside, PaymentRequest.of(fields))

    for _ in range(EXAMPLE["amountOutlier"]["minimumHistory"]):  # type: ignore[index]  # a literal of mixed depth
        assert attempt(100).reasons == ()
    attempts = [attempt(900_000, "US") for _ in range(4)]
    assert {a.decision for a in attempts} == {"review"}
    assert attempt(900_000, "US").reasons == ("amount_outlier", "country_mismatch")


def test_an_old_history_is_not_revived(inside: PaymentCloud, request_: PaymentRequest) -> None:
    period = fraud_rules().outlier.history_seconds
    start = 20_000 * DAY // period * period + DAY
    for number in range(5):
        small = _changed(request_, amount=1, cardToken=f"tok_{unique()}")
        _once(inside, start + number * DAY).screen(unique(), small, MERCHANT)
    large = _changed(request_, amount=1000)

    def reasons(moment: float) -> tuple[str, ...]:
        return _once(inside, moment).screen(unique(), large, MERCHANT).reasons

    assert reasons(start + period) == ("amount_outlier",)
    assert reasons(start + 2 * period) == ()


def test_an_assessment_that_has_expired_is_made_again(inside: PaymentCloud, request_: PaymentRequest) -> None:
    now = 20_000 * DAY
    for moment in (now, now + screening.ASSESSMENT_TTL_SECONDS - 1, now + screening.ASSESSMENT_TTL_SECONDS + 1):
        _once(inside, moment).screen("expired", request_, MERCHANT)
    assert sum(_counted(inside, "velocity#card", request_.card_token)) == 2


def test_the_payments_of_a_merchant_are_spread_and_added_up(inside: PaymentCloud) -> None:
    merchant = f"shop-{unique()}"
    for _ in range(20):
        fields = payment(merchantId=merchant, cardToken=f"tok_{unique()}", customerId=f"c-{unique()}")
        _paid(inside, PaymentRequest.of(fields))
    shards = _counted(inside, "velocity#merchant", merchant)
    assert sum(shards) == 20
    assert len(shards) > 2
