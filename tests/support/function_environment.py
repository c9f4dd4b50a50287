"""Function code in the test's own process: its environment variables, and an end to all that it keeps between calls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from adapters import aws, parameters, secrets
from payment_relay import wiring as relay_wiring
from tests.support.payment_cloud import PaymentCloud
from transaction_processing import wiring

_CACHED = (
    aws.client,
    secrets._provider,
    wiring.ledger,
    wiring.merchants,
    wiring.migration,
    wiring.notifications,
    wiring.processor,
    wiring.reconciliation_checkpoint,
    wiring.transactions,
    relay_wiring.booking,
    relay_wiring.claims,
    relay_wiring.green,
    relay_wiring.merchants,
    relay_wiring.on_premises,
)


@contextmanager
def function_environment(cloud: PaymentCloud) -> Iterator[None]:
    """The code that runs inside finds this cloud, as if it had been started for it."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in cloud.variables.items():
            patch.setenv(name, value)
        restart_environment()
        yield
        restart_environment()


def restart_environment() -> None:
    """As if Lambda had made a new execution environment: nothing is kept, no connection is open."""
    if wiring.ledger.cache_info().currsize:
        wiring.ledger().database.close()
    for kept in _CACHED:
        kept.cache_clear()
    parameters._cache.clear()


@contextmanager
def failing_service(service: str) -> Iterator[None]:
    """While this lasts, no call to an AWS service is answered."""
    from botocore.exceptions import EndpointConnectionError  # type: ignore[import-untyped]  # botocore has no types

    def fail(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url=f"https://{service}.test")

    emitters = [client.meta.events for client in clients(service)]
    for events in emitters:
        events.register_first("before-call", fail)
    try:
        yield
    finally:
        for events in emitters:
            events.unregister("before-call", fail)


def clients(service: str) -> list[Any]:
    """As code asks for them, since each way of asking is kept by itself."""
    return [aws.client(service), aws.client(service, aws.SINGLE_ATTEMPT)]
