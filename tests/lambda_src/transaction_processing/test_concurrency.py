"""Many payments at once, in several execution environments, with keys that come twice at the same time."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import datetime, timezone
from queue import SimpleQueue
from typing import Any

import pytest

from adapters.credentials import SecretCredentials
from adapters.database import Database
from adapters.ledger import AuroraLedger
from adapters.settings import DatabaseSettings
from payments.fraud import Assessment
from payments.fraud_rules import EXAMPLE
from payments.payment import Payment, payment_id_of
from payments.request import PaymentRequest
from tests.support.function_environment import function_environment
from tests.support.lambda_events import payment, post_payment, unique
from tests.support.lambda_process import LambdaProcess, lambda_process
from tests.support.moto_server import MotoServer
from tests.support.payment_cloud import MERCHANT, PaymentCloud, payment_cloud
from tests.support.postgres import Postgres

pytestmark = pytest.mark.slow

ENVIRONMENTS = 6
HOT_CARD, HOT_CARD_LIMIT = "tok_hotcardhotcardhot", 5
# However long two hundred requests take, they are counted together: the next window begins in years.
VELOCITY: Any = EXAMPLE["velocity"]
ENDLESS = {**EXAMPLE, "velocity": {kind: {**rule, "windowSeconds": 10**9} for kind, rule in VELOCITY.items()}}
Request = tuple[str, dict[str, Any]]
Answer = tuple[str, int, dict[str, Any]]


def _two_hundred_requests() -> list[Request]:
    """180 payments: 40 by one stolen card abroad, the others by cards of their own. 20 of the others come twice."""
    hot = [(f"hot-{unique()}", payment(cardToken=HOT_CARD, customerId=unique(), cardCountry="US")) for _ in range(40)]
    calm = [
        (f"calm-{unique()}", payment(cardToken=f"tok_{unique()}", customerId=unique(), amount=number))
        for number in range(1, 141)
    ]
    requests = [*hot, *calm, *calm[:20]]
    random.Random(7).shuffle(requests)
    # Twins side by side meet in two environments at the same moment.
    requests.sort(key=lambda request: request[0] if request in calm[:20] else "")
    return requests


@pytest.fixture(scope="module")
def environments(cloud: PaymentCloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sequence[LambdaProcess]]:
    logs = tmp_path_factory.mktemp("logs")
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                lambda_process("transaction_processing.handler.handler", cloud.variables, logs / f"{number}.log")
            )
            for number in range(ENVIRONMENTS)
        ]


@pytest.fixture(scope="module")
def answers(environments: Sequence[LambdaProcess], cloud: PaymentCloud) -> list[Answer]:
    """All requests are there at once; each environment takes the next one as soon as it is free, as in Lambda."""
    queue: SimpleQueue[Request] = SimpleQueue()
    for request in _two_hundred_requests():
        queue.put(request)

    def serve(environment: LambdaProcess) -> list[Answer]:
        served = []
        while not queue.empty():
            key, body = queue.get()
            answer = environment.invoke(post_payment(key, body))
            served.append((key, answer["statusCode"], json.loads(answer["body"])))
        return served

    cloud.put_parameter("fraud/rules", ENDLESS)
    with ThreadPoolExecutor(ENVIRONMENTS) as pool:
        return [answer for served in pool.map(serve, environments) for answer in served]


def test_everybody_is_answered_and_twins_alike(answers: list[Answer]) -> None:
    assert [status for _, status, _ in answers] == [201] * 200
    by_key: dict[str, set[str]] = {}
    for key, _, body in answers:
        by_key.setdefault(key, set()).add(json.dumps(body))
    assert len(by_key) == 180
    assert {len(bodies) for bodies in by_key.values()} == {1}


def test_the_ledger_balances_and_has_one_entry_for_each_approved_key(
    answers: list[Answer], cloud: PaymentCloud
) -> None:
    approved = {body["paymentId"]: body["amount"] for _, _, body in answers if body["status"] == "approved"}
    assert cloud.sql("SELECT count(*), count(DISTINCT idempotency_key) FROM ledger.payments") == [[180, 180]]
    entries = [str(row[0]) for row in cloud.sql("SELECT payment_id FROM ledger.entries")]
    assert Counter(entries) == Counter(list(approved))
    balances = dict(cloud.sql("SELECT account, sum(amount)::bigint FROM ledger.postings GROUP BY account"))
    assert balances == {"card-clearing": sum(approved.values()), f"merchant:{MERCHANT}": -sum(approved.values())}
    assert cloud.sql("SELECT * FROM ledger.outbox") == []


def test_the_counters_let_exactly_the_limit_through(answers: list[Answer]) -> None:
    hot = Counter(body["status"] for key, _, body in answers if key.startswith("hot"))
    assert hot == {"approved": HOT_CARD_LIMIT, "declined": 40 - HOT_CARD_LIMIT}


def test_every_payment_has_its_record_and_every_declined_one_its_notice(
    answers: list[Answer], cloud: PaymentCloud
) -> None:
    statuses = {body["paymentId"]: body["status"] for _, _, body in answers}
    records = {item["paymentId"]["S"]: item["status"]["S"] for item in cloud.items("transactions")}
    assert records == statuses
    told = Counter(notice["paymentId"] for notice in cloud.notices())
    assert told == Counter(payment_id for payment_id, status in statuses.items() if status == "declined")


def test_every_line_of_every_log_is_json_with_a_correlation_id(
    answers: list[Answer], environments: Sequence[LambdaProcess]
) -> None:
    lines = [line for environment in environments for line in environment.log_lines()]
    assert len([line for line in lines if line.get("message") == "request_answered"]) == 200
    assert len([line for line in lines if line.get("event") == "transaction_failed"]) == 40 - HOT_CARD_LIMIT
    assert [line for line in lines if not line.get("correlation_id")] == []


def test_one_key_in_forty_sessions_at_once_is_recorded_once(postgres: Postgres, moto: MotoServer) -> None:
    cloud = payment_cloud(postgres, moto)
    keys = [f"race-{number % 4}" for number in range(40)]
    with function_environment(cloud):
        settings, credentials = DatabaseSettings.from_environment(), SecretCredentials(cloud.secret_arn)

        def record(key: str) -> str:
            request = PaymentRequest.of(payment(cardToken=f"tok_{unique()}"))
            # Forty sessions at once come about slowly on a busy machine.
            with closing(Database(settings, credentials, timeout_seconds=120)) as database:
                return AuroraLedger(database).record(_payment(key, request)).fingerprint

        with ThreadPoolExecutor(len(keys)) as pool:
            winners = list(zip(keys, pool.map(record, keys), strict=True))
    assert len(set(winners)) == 4
    assert cloud.sql("SELECT count(*), sum(amount)::bigint FROM ledger.postings") == [[8, 0]]


def _payment(key: str, request: PaymentRequest) -> Payment:
    return Payment(
        payment_id=payment_id_of(key),
        idempotency_key=key,
        fingerprint=request.fingerprint(),
        request=request,
        assessment=Assessment(decision="approve", score=0, reasons=()),
        created_at=datetime.now(timezone.utc),
    )
