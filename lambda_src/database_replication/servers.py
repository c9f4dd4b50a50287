"""The two servers, each with sessions of the user who administers replication there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from adapters.credentials import SecretCredentials
from adapters.database import Database, Rows, Session
from adapters.settings import DatabaseSettings, setting
from database_replication.connections import STATEMENT_SECONDS, ServerTrust
from database_replication.settings import MigrationSettings
from payments.errors import TemporarilyUnavailable

T = TypeVar("T")

ON_PREMISES: Final = "on-premises"
AURORA: Final = "Aurora"


class ServerAway(Exception):
    """A server cannot be reached, or did not end a statement in time. The message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """`title` is its name in messages; `database` logs in as the user who administers replication."""

    title: str
    database: Database

    @property
    def address(self) -> DatabaseSettings:
        """The address by which the other server connects to this one."""
        return self.database.settings

    def run(self, sql: str, **parameters: Any) -> Rows:
        """Return the rows of one statement, which must be idempotent. Raises ServerAway."""
        with self._named():
            return self.database.statement(sql, **parameters)

    def value(self, sql: str, **parameters: Any) -> Any:
        """Return the first column of the first row, or None. Raises ServerAway."""
        rows = self.run(sql, **parameters)
        return rows[0][0] if rows else None

    def transaction(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a transaction, see Database. Raises ServerAway."""
        with self._named():
            return self.database.transaction(work)

    def with_timeout(self, seconds: int) -> Server:
        """Return the same server with longer statements on a connection of its own, which must be closed."""
        return replace(self, database=replace(self.database, timeout_seconds=seconds, _connection=None))

    def close(self) -> None:
        """Close the connection."""
        self.database.close()

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except TemporarilyUnavailable as fault:
            cause = type(fault.__cause__).__name__ if fault.__cause__ else "no time is left"
            raise ServerAway(f"{self.title} does not answer ({cause})") from fault


def on_premises(settings: MigrationSettings) -> Server:
    """Return the server on-premises. Raises ConfigurationInvalid."""
    secret = setting("SECRET_ON_PREMISES_DATABASE")
    trust = ServerTrust.of_secret(secret)
    where = DatabaseSettings(
        host=settings.host,
        port=settings.port,
        name=settings.database,
        ca_file=DatabaseSettings.from_environment().ca_file,
    )
    return _new_server(ON_PREMISES, where, secret, trust)


def aurora() -> Server:
    """Return Aurora. Raises ConfigurationInvalid."""
    where = DatabaseSettings.from_environment()
    return _new_server(AURORA, where, setting("SECRET_MASTER"), ServerTrust(ca_file=where.ca_file))


def _new_server(title: str, where: DatabaseSettings, secret: str, trust: ServerTrust) -> Server:
    credentials = SecretCredentials(secret)
    return Server(title=title, database=Database(where, credentials, STATEMENT_SECONDS, trust.connect))
