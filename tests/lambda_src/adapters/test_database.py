"""The connection that an execution environment keeps, while nobody calls and while it is frozen."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from adapters import database
from adapters.credentials import SecretCredentials
from adapters.database import Database
from adapters.postgres_connection import connect
from adapters.settings import DatabaseSettings
from tests.support.payment_cloud import PaymentCloud

_time = database.time.time


@pytest.mark.parametrize(("seconds", "connections"), [(200, 1), (300, 2), (3600, 2)])
def test_after_a_freeze_nothing_is_sent_on_a_connection_that_networks_have_forgotten(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch, seconds: int, connections: int
) -> None:
    """By the clock of the wall: one that stands still while the environment is frozen would send, and wait."""
    opened: list[Any] = []

    def opener(*arguments: Any, **named: Any) -> Any:
        opened.append(connect(*arguments, **named))
        return opened[-1]

    credentials = SecretCredentials(inside.secret_arn)
    with closing(Database(DatabaseSettings.from_environment(), credentials, opener=opener)) as kept:
        kept.call("outbox_state")
        monkeypatch.setattr(database.time, "time", lambda: _time() + seconds)
        kept.call("outbox_state")
    assert len(opened) == connections
