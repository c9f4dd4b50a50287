"""What one payment costs: round trips to the database, counted on the wire, and calls of AWS services."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.support.function_environment import clients, restart_environment
from tests.support.lambda_events import Context, payment, post_payment, request, unique
from tests.support.payment_cloud import PaymentCloud
from tests.support.wire import Wire, wire_to
from transaction_processing.handler import handler


@pytest.fixture(scope="module")
def wire(inside: PaymentCloud) -> Iterator[Wire]:
    """Leads to the database of a function that is warm."""
    with (
        wire_to(inside.postgres.host, inside.postgres.port) as wire,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("DATABASE_PORT", str(wire.port))
        restart_environment()
        handler(_new_payment(), Context())
        yield wire
    restart_environment()


def _new_payment(**changes: Any) -> dict[str, Any]:
    who = {"cardToken": f"tok_{unique()}", "customerId": f"c-{unique()}"}
    return post_payment(unique(), payment(**{**who, **changes}))


@contextmanager
def _counted_calls() -> Iterator[list[str]]:
    calls: list[str] = []

    def note(model: Any, **_: Any) -> None:
        calls.append(model.name)

    emitters = [one.meta.events for service in ("dynamodb", "sns", "ssm") for one in clients(service)]
    for events in emitters:
        events.register("before-call", note)
    try:
        yield calls
    finally:
        for events in emitters:
            events.unregister("before-call", note)


def _cost(wire: Wire, event: dict[str, Any]) -> tuple[int, list[str], dict[str, Any]]:
    wire.round_trips = 0
    with _counted_calls() as calls:
        answer = handler(event, Context())
    assert answer["statusCode"] in (200, 201), answer["body"]
    return wire.round_trips, calls, json.loads(answer["body"])


def test_a_payment_costs_two_round_trips_and_four_calls(wire: Wire) -> None:
    """The statement that records it, and the one that removes its note; each is its own transaction."""
    round_trips, calls, answer = _cost(wire, _new_payment())
    assert answer["status"] == "approved"
    assert (round_trips, calls) == (2, ["GetItem", "BatchGetItem", "TransactWriteItems", "PutItem"])


def test_the_same_key_again_writes_nothing(wire: Wire) -> None:
    event = _new_payment()
    handler(event, Context())
    round_trips, calls, _ = _cost(wire, event)
    assert (round_trips, calls) == (1, ["GetItem", "BatchGetItem"])


def test_a_look_costs_no_round_trip(wire: Wire) -> None:
    created = json.loads(handler(_new_payment(), Context())["body"])
    assert _cost(wire, request("GET", f"/payments/{created['paymentId']}"))[:2] == (0, ["GetItem"])


def test_a_refund_costs_two_round_trips_and_one_call(wire: Wire) -> None:
    created = json.loads(handler(_new_payment(), Context())["body"])
    event = request(
        "POST",
        f"/payments/{created['paymentId']}/refunds",
        body={"amount": 1},
        headers={"idempotency-key": unique()},
    )
    assert _cost(wire, event)[:2] == (2, ["PutItem"])


def test_nothing_that_a_payment_sends_pins_a_session_to_the_proxy(inside: PaymentCloud, wire: Wire) -> None:
    """No statement has a name, and no setting of the session is changed."""
    handler(_new_payment(), Context())
    with inside.postgres.session(inside.database) as session:
        session.run(f"GRANT app_{inside.suffix} TO CURRENT_USER")
        queries = [
            row[0]
            for row in session.run(
                "SELECT query FROM pg_stat_activity WHERE usename = :name AND datname = current_database()",
                name=f"app_{inside.suffix}",
            )
        ]
    assert queries == ["SELECT ledger.settle_deliveries($1)"]
