"""Crashes of the payment function between any two of its effects on the world, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from adapters import database, postgres_connection
from adapters.credentials import SecretCredentials
from adapters.ledger import AuroraLedger
from adapters.settings import DatabaseSettings, setting
from payments.processing import Processor
from tests.support.function_environment import clients
from transaction_processing import wiring


class Crash(BaseException):
    """The end of an execution environment. Like the real one, it is not an Exception that code could handle."""


@dataclass(slots=True)
class Fuse:
    """Burns through after so many effects. What would come after that does not happen any more."""

    remaining: int
    effects: list[str] = field(default_factory=list)

    def before(self) -> None:
        """To be called before an effect."""
        if self.remaining <= 0:
            raise Crash

    def after(self, effect: str) -> None:
        """To be called when an effect has happened, with its answer on the way."""
        self.effects.append(effect)
        self.remaining -= 1
        self.before()


@dataclass(slots=True)
class _Session:
    """A database session that ends with the function: after the crash, not even ROLLBACK is sent."""

    session: Any
    fuse: Fuse

    def run(self, sql: str, **parameters: Any) -> Any:
        self.fuse.before()
        rows = self.session.run(sql, **parameters)
        self.fuse.after(" ".join(sql.split())[:40])
        return rows

    def call(self, function: str, *arguments: str) -> Any:
        self.fuse.before()
        answer = self.session.call(function, *arguments)
        self.fuse.after(function)
        return answer

    def close(self) -> None:
        self.session.close()


@contextmanager
def crashing_processor(after: int) -> Iterator[tuple[Processor, Fuse]]:
    """A processor that crashes after so many effects: SQL statements, COMMIT among them, and calls of AWS services."""
    fuse = Fuse(after)
    opened: list[_Session] = []

    def open_session(*arguments: Any, **options: Any) -> _Session:
        opened.append(_Session(postgres_connection.connect(*arguments, **options), fuse))
        return opened[-1]

    ledger = AuroraLedger(
        database.Database(
            DatabaseSettings.from_environment(),
            SecretCredentials(setting("SECRET_APP_DATABASE")),
            opener=open_session,
        )
    )
    with _fused_calls(fuse):
        try:
            processor = wiring.processor()
            yield replace(processor, ledger=ledger, delivery=replace(processor.delivery, outbox=ledger)), fuse
        finally:
            # What the kernel does for a process that is gone.
            for session in opened:
                session.close()


@contextmanager
def _fused_calls(fuse: Fuse) -> Iterator[None]:
    def before(**_: Any) -> None:
        fuse.before()

    def after(model: Any, **_: Any) -> None:
        fuse.after(model.name)

    emitters = [client.meta.events for service in ("dynamodb", "sns") for client in clients(service)]
    for events in emitters:
        events.register_first("before-call", before)
        events.register_last("after-call", after)
    try:
        yield
    finally:
        for events in emitters:
            events.unregister("before-call", before)
            events.unregister("after-call", after)
