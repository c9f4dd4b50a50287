"""What a payment costs while there are two systems of record: calls of AWS services, and requests on-premises."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from adapters import aws, handover
from payments.claims import BLUE, GREEN
from tests.lambda_src.payment_relay.two_functions import create_event, created, get_event, invoke
from tests.support.function_environment import clients, restart_environment
from tests.support.two_systems import TwoSystems

LEDGER = ["GetItem", "BatchGetItem", "TransactWriteItems", "PutItem"]
"""What green's payment costs without a migration, from merchant to record."""


@pytest.fixture
def on_its_own(systems: TwoSystems, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Green does not ask for payments that are older than claims."""
    monkeypatch.setenv("MIGRATION_EARLIER_PAYMENTS", "ignore")
    restart_environment()
    created(BLUE)
    created(GREEN)
    yield
    monkeypatch.undo()
    restart_environment()


@contextmanager
def _counted(systems: TwoSystems) -> Iterator[list[str]]:
    calls: list[str] = []

    def note(model: Any, **_: Any) -> None:
        calls.append(model.name)

    lambdas = [aws.client("lambda", handover._config(patience)) for patience in handover._READ_TIMEOUTS]
    named = [one for service in ("dynamodb", "sns", "ssm", "secretsmanager") for one in clients(service)]
    emitters = [one.meta.events for one in (*lambdas, *named)]
    for events in emitters:
        events.register("before-call", note)
    systems.on_premises.requests.clear()
    try:
        yield calls
    finally:
        for events in emitters:
            events.unregister("before-call", note)
        calls += sorted(systems.on_premises.requests.elements())


def test_green_claims_and_notes(systems: TwoSystems, on_its_own: None) -> None:
    _, event = create_event()
    with _counted(systems) as calls:
        assert invoke(GREEN, event)[0] == 201
    assert calls == ["PutItem", *LEDGER, "UpdateItem"]


def test_green_again_claims_alone(systems: TwoSystems, on_its_own: None) -> None:
    _, event = create_event()
    invoke(GREEN, event)
    with _counted(systems) as calls:
        assert invoke(GREEN, event)[0] == 201
    assert calls == ["PutItem", *LEDGER[:2]]


def test_a_look_at_what_is_greens_costs_what_it_costs(systems: TwoSystems, on_its_own: None) -> None:
    payment_id = created(GREEN)["paymentId"]
    with _counted(systems) as calls:
        assert invoke(GREEN, get_event(payment_id))[0] == 200
    assert calls == ["GetItem"]


def test_blue_claims_sends_once_and_notes(systems: TwoSystems, on_its_own: None) -> None:
    _, event = create_event()
    with _counted(systems) as calls:
        assert invoke(BLUE, event)[0] == 201
    assert calls == ["PutItem", "UpdateItem", "POST 201"]


def test_blue_again_asks_and_sends_nothing(systems: TwoSystems, on_its_own: None) -> None:
    _, event = create_event()
    invoke(BLUE, event)
    with _counted(systems) as calls:
        assert invoke(BLUE, event)[0] == 201
    assert calls == ["PutItem", "GET 200"]


def test_what_crosses_costs_one_invocation_more(systems: TwoSystems, on_its_own: None) -> None:
    _, event = create_event()
    invoke(BLUE, event)
    with _counted(systems) as calls:
        assert invoke(GREEN, event)[0] == 201
    assert calls == ["PutItem", "Invoke", "PutItem", "GET 200"]


def test_to_ask_for_what_is_older_than_claims_costs_green_a_look_on_premises(systems: TwoSystems) -> None:
    created(GREEN)
    _, event = create_event()
    with _counted(systems) as calls:
        assert invoke(GREEN, event)[0] == 201
    assert calls == ["GetItem", "Invoke", "GetItem", "PutItem", *LEDGER, "UpdateItem", "GET 404"]
