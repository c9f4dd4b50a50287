"""A crash after every single effect of a payment, then a retry, or none: no money is lost, and none is doubled."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from payments.fraud_rules import EXAMPLE
from payments.payment import payment_id_of
from payments.request import PaymentRequest
from tests.support.crashes import Crash, crashing_processor
from tests.support.lambda_events import Context, payment, post_payment, request, unique
from tests.support.payment_cloud import MERCHANT, PaymentCloud
from transaction_processing.handler import handler

pytestmark = pytest.mark.slow
TABLES = ("payments", "entries", "postings", "outbox")
NOTHING: dict[str, Any] = {**dict.fromkeys((*TABLES, "sum"), 0), "record": None, "told": set()}
# Calls of the database, each a transaction, and of AWS services; an approved payment has no fewer.
LEAST_EFFECTS = 5


@pytest.fixture(scope="module", autouse=True)
def foreign_cards_are_declined(cloud: PaymentCloud) -> None:
    cloud.put_parameter("fraud/rules", {**EXAMPLE, "thresholds": {"review": 10, "decline": 30}})


def _crashes(country: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Key, body and last effect of payments that crash ever later, until one goes through."""
    for after in range(1, 100):
        key, body = f"crash-{unique()}", _body(country)
        with crashing_processor(after) as (processor, fuse):
            try:
                processor.process(key, PaymentRequest.of(body))
            except Crash:
                crashed = True
            else:
                crashed = False
        if not crashed:
            return
        yield key, body, f"{after}: {fuse.effects[-1]}"
    raise AssertionError("it never went through")


@pytest.fixture(scope="module")
def state_of(inside: PaymentCloud) -> Iterator[Callable[[str], dict[str, Any]]]:
    """What there is of a key's payment, all that is in the ledger added up, and who was told since the last look."""
    columns = ", ".join(
        f"(SELECT count(*) FROM ledger.{table} WHERE payment_id = CAST(:id AS uuid))" for table in TABLES
    )
    dynamodb = inside.moto.client("dynamodb")
    with inside.postgres.session(inside.database) as session:

        def state(key: str) -> dict[str, Any]:
            payment_id = payment_id_of(key, MERCHANT)
            [row] = session.run(
                f"SELECT {columns}, (SELECT coalesce(sum(amount), 0)::bigint FROM ledger.postings)", id=payment_id
            )
            record = dynamodb.get_item(TableName=inside.name("transactions"), Key={"paymentId": {"S": payment_id}})
            return {
                **dict(zip((*TABLES, "sum"), row, strict=True)),
                "record": record.get("Item", {}).get("status", {}).get("S"),
                "told": {notice["paymentId"] == payment_id for notice in inside.notices()},
            }

        yield state


def _whole(status: str) -> dict[str, Any]:
    """A payment of which nothing is missing, and nothing there twice."""
    approved = status == "approved"
    return {
        "payments": 1,
        "entries": int(approved),
        "postings": 2 * approved,
        "outbox": 0,
        "sum": 0,
        "record": status,
        "told": set() if approved else {True},
    }


def _body(country: str) -> dict[str, Any]:
    return payment(cardCountry=country, cardToken=f"tok_{unique()}", customerId=f"c-{unique()}")


by_status = pytest.mark.parametrize(("country", "status"), [("DE", "approved"), ("FR", "declined")])


@by_status
def test_a_retry_after_a_crash_after_any_effect_leaves_exactly_one_payment(
    inside: PaymentCloud, state_of: Callable[[str], dict[str, Any]], country: str, status: str
) -> None:
    inside.notices()
    crashes = 0
    for key, body, effect in _crashes(country):
        answer = handler(post_payment(key, body), Context())
        assert answer["statusCode"] == 201, effect
        assert json.loads(answer["body"])["status"] == status, effect
        assert state_of(key) == _whole(status), effect
        assert handler(post_payment(key, body), Context())["body"] == answer["body"], effect
        crashes += 1
    assert crashes >= LEAST_EFFECTS


@by_status
def test_without_a_retry_a_payment_is_whole_or_was_never_there(
    inside: PaymentCloud, state_of: Callable[[str], dict[str, Any]], country: str, status: str
) -> None:
    inside.notices()
    recorded = []
    for key, _, effect in _crashes(country):
        inside.sql("UPDATE ledger.outbox SET noted_at = now() - interval '2 minutes'")
        assert handler(request("GET", "/health"), Context())["statusCode"] == 200
        state = state_of(key)
        assert state in (NOTHING, _whole(status)), effect
        recorded.append(state != NOTHING)
    # First never, then always: the one COMMIT between them decides.
    assert recorded == sorted(recorded)
    assert set(recorded) == {False, True}
