"""The same refund, reversal or decision in several execution environments at one instant: one entry, one answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier
from typing import Any

import pytest

from payments.fraud_rules import EXAMPLE
from tests.support.lambda_events import payment, post_payment, request, unique
from tests.support.lambda_process import LambdaProcess, lambda_process
from tests.support.payment_cloud import PaymentCloud

pytestmark = pytest.mark.slow

ENVIRONMENTS = 4
ROUNDS = 12
Told = tuple[int, str]


@pytest.fixture(scope="module")
def environments(cloud: PaymentCloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sequence[LambdaProcess]]:
    cloud.put_parameter("fraud/rules", {**EXAMPLE, "thresholds": {"review": 10, "decline": 90}})
    logs = tmp_path_factory.mktemp("logs")
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                lambda_process("transaction_processing.handler.handler", cloud.variables, logs / f"{number}.log")
            )
            for number in range(ENVIRONMENTS)
        ]


def _paid(environment: LambdaProcess, country: str = "DE") -> str:
    body = payment(amount=100, cardToken=f"tok_{unique()}", customerId=f"c-{unique()}", cardCountry=country)
    answer = environment.invoke(post_payment(unique(), body))
    assert answer["statusCode"] == 201
    return str(json.loads(answer["body"])["paymentId"])


def _at_once(environments: Sequence[LambdaProcess], events: Sequence[dict[str, Any]]) -> list[Told]:
    """What each environment answers to its event. Answers are without their correlation id."""
    barrier = Barrier(len(environments))

    def ask(pair: tuple[LambdaProcess, dict[str, Any]]) -> Told:
        barrier.wait()
        answer = pair[0].invoke(pair[1])
        body = json.loads(answer["body"])
        body.get("error", {}).pop("correlationId", None)
        return answer["statusCode"], json.dumps(body, sort_keys=True)

    with ThreadPoolExecutor(len(environments)) as pool:
        return list(pool.map(ask, zip(environments, events, strict=True)))


def _entries(cloud: PaymentCloud, payment_id: str) -> list[Any]:
    """Kinds of entries with what they moved on the merchant's account. All lines together add up to nothing."""
    assert cloud.sql("SELECT sum(amount)::bigint FROM ledger.postings") == [[0]]
    return cloud.sql(
        "SELECT e.kind, l.amount FROM ledger.entries e JOIN ledger.postings l USING (entry_id) "
        "WHERE e.payment_id = CAST(:id AS uuid) AND l.account LIKE 'merchant:%' ORDER BY e.kind, l.amount",
        id=payment_id,
    )


def _post(payment_id: str, what: str, body: Any, key: str) -> dict[str, Any]:
    return request("POST", f"/payments/{payment_id}/{what}", body=body, headers={"idempotency-key": key})


@pytest.mark.parametrize(
    ("what", "body", "entries"),
    [
        ("refunds", {"amount": 40}, [["refund", 40], ["sale", -100]]),
        ("reversal", {}, [["reversal", 100], ["sale", -100]]),
    ],
)
def test_twins_of_one_key_give_back_once_and_are_answered_alike(
    environments: Sequence[LambdaProcess], cloud: PaymentCloud, what: str, body: Any, entries: list[Any]
) -> None:
    for _ in range(ROUNDS):
        payment_id, key = _paid(environments[0]), unique()
        told = _at_once(environments, [_post(payment_id, what, body, key)] * ENVIRONMENTS)
        assert len(set(told)) == 1
        assert told[0][0] == 201
        assert _entries(cloud, payment_id) == entries


def test_one_key_with_other_amounts_is_one_refund_and_the_others_are_told_so(
    environments: Sequence[LambdaProcess], cloud: PaymentCloud
) -> None:
    for _ in range(ROUNDS):
        payment_id, key = _paid(environments[0]), unique()
        told = _at_once(
            environments, [_post(payment_id, "refunds", {"amount": 10 + n}, key) for n in range(ENVIRONMENTS)]
        )
        assert Counter(status for status, _ in told) == {201: 1, 422: ENVIRONMENTS - 1}
        [[_, amount], _] = _entries(cloud, payment_id)
        [booked] = [json.loads(body) for status, body in told if status == 201]
        assert booked["amount"] == amount


def test_refunds_and_a_reversal_at_once_never_give_back_more_than_was_taken(
    environments: Sequence[LambdaProcess], cloud: PaymentCloud
) -> None:
    for _ in range(ROUNDS):
        payment_id = _paid(environments[0])
        events = [_post(payment_id, "refunds", {"amount": 60}, unique()) for _ in range(ENVIRONMENTS - 1)]
        told = _at_once(environments, [*events, _post(payment_id, "reversal", {}, unique())])
        assert Counter(status for status, _ in told) == {201: 1, 409: ENVIRONMENTS - 1}
        assert len(_entries(cloud, payment_id)) == 2


def test_two_decisions_at_once_are_one_and_the_other_is_told_so(
    environments: Sequence[LambdaProcess], cloud: PaymentCloud
) -> None:
    for _ in range(ROUNDS):
        payment_id = _paid(environments[0], country="US")
        words = ["approve", "decline"] * (ENVIRONMENTS // 2)
        told = _at_once(environments, [_post(payment_id, "decision", {"decision": word}, "-") for word in words])
        [[decided]] = cloud.sql(
            "SELECT decision FROM ledger.decisions WHERE payment_id = CAST(:id AS uuid)", id=payment_id
        )
        assert [status == 200 for status, _ in told] == [word == decided for word in words]
        assert _entries(cloud, payment_id) == ([["sale", -100]] if decided == "approve" else [])
