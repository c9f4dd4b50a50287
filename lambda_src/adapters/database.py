"""One connection to PostgreSQL, kept across invocations and opened again when it breaks.

The credential is cached. After two rotations the cached user has another password, so a refused login reads the secret
again: the current user's password is never the one that a rotation is changing.
"""

from __future__ import annotations

import ssl
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

from aws_lambda_powertools import Logger
from pg8000.exceptions import DatabaseError, InterfaceError  # type: ignore[import-untyped]  # pg8000 has no types
from pg8000.native import Connection  # type: ignore[import-untyped]  # see above

from adapters.settings import DatabaseSettings
from payments.errors import TemporarilyUnavailable

T = TypeVar("T")
Rows = Sequence[Sequence[Any]]

_ATTEMPTS: Final = 3
_LOGINS: Final = 3
_LOGIN_PAUSE_SECONDS: Final = 0.2
_TIMEOUT_SECONDS: Final = 6
"""All attempts together must end before the function's own time does, or its caller is answered by the balancer."""
_IDLE_SECONDS: Final = 240
"""Networks forget connections that are silent for 350 s; a forgotten one would hang until its timeout."""
_BROKEN: Final = (InterfaceError, OSError, struct.error)
# RDS Proxy says 28000 of a user whom the secret no longer names.
_LOGIN_REFUSED: Final = frozenset({"28P01", "28000"})
# Serialisation failure, deadlock; a writer that became a reader; shutdown, recovery, crash, too many connections.
_REPEATABLE: Final = frozenset({"40001", "40P01"})
_CONNECTION_LOST: Final = frozenset(
    {"25006", "57P01", "57P02", "57P03", "57P05", "25P03", "53300", "08000", "08003", "08006"}
)
_logger = Logger(child=True)


@dataclass(frozen=True, slots=True)
class Credential:
    """A database user. The password stays out of every text."""

    username: str
    password: str = field(repr=False)


class Credentials(Protocol):
    """Where the current credential is read."""

    def current(self, *, fresh: bool) -> Credential:
        """The credential; `fresh` passes over any cache."""
        ...


class Session(Protocol):
    """A connection within a transaction."""

    def run(self, sql: str, **parameters: Any) -> Rows:
        """Runs one statement with `:named` parameters."""
        ...


def sqlstate(fault: BaseException) -> str:
    """PostgreSQL's error code, or nothing."""
    details = fault.args[0] if fault.args else None
    return str(details.get("C", "")) if isinstance(details, dict) else ""


def is_login_refused(fault: BaseException) -> bool:
    """Whether the user, the password or the right to log in was refused."""
    return sqlstate(fault) in _LOGIN_REFUSED


def connect(settings: DatabaseSettings, credential: Credential, *, timeout_seconds: int = _TIMEOUT_SECONDS) -> Any:
    """A new connection over TLS 1.2 or newer, with the server's certificate and name verified (verify-full)."""
    context = ssl.create_default_context(cafile=str(settings.ca_file))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return Connection(
        credential.username,
        password=credential.password,
        host=settings.host,
        port=settings.port,
        database=settings.name,
        ssl_context=context,
        timeout=timeout_seconds,
        application_name="payments",
    )


@dataclass(slots=True)
class Database:
    """Serves one thread, as an execution environment has one."""

    settings: DatabaseSettings
    credentials: Credentials
    timeout_seconds: int = _TIMEOUT_SECONDS
    opener: Callable[..., Any] = connect
    _connection: Any = None
    _used_at: float = 0.0

    def transaction(self, work: Callable[[Session], T]) -> T:
        """Runs `work` in a transaction. It is run again when the connection broke, so it must be repeatable.

        Raises TemporarilyUnavailable when the database can't be reached, and whatever `work` raises, rolled back.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._attempt(work)
            except _BROKEN as fault:
                self._drop()
                lost: Exception = fault
            except DatabaseError as fault:
                if sqlstate(fault) in _CONNECTION_LOST:
                    self._drop()
                elif sqlstate(fault) not in _REPEATABLE:
                    raise
                lost = fault
            _logger.warning("database_attempt_failed", attempt=attempt, kind=type(lost).__name__, state=sqlstate(lost))
            time.sleep(0.05 * attempt)
        raise TemporarilyUnavailable from lost

    def close(self) -> None:
        """Gives the connection back."""
        self._drop()

    def _attempt(self, work: Callable[[Session], T]) -> T:
        session = self._session()
        session.run("BEGIN")
        try:
            result = work(session)
            session.run("COMMIT")
        except BaseException:
            self._roll_back(session)
            raise
        self._used_at = time.monotonic()
        return result

    def _session(self) -> Any:
        if self._connection is not None and time.monotonic() - self._used_at > _IDLE_SECONDS:
            self._drop()
        if self._connection is None:
            self._connection = self._log_in()
            self._used_at = time.monotonic()
        return self._connection

    def _log_in(self) -> Any:
        """With the cached credential, then fresh ones: a reader learns of a password a moment after the writer."""
        for attempt in range(_LOGINS):
            try:
                return self._connect(fresh=attempt > 0)
            except DatabaseError as fault:
                if not is_login_refused(fault):
                    raise
            _logger.info("database_login_refused", attempt=attempt + 1)
            time.sleep(_LOGIN_PAUSE_SECONDS * attempt)
        return self._connect(fresh=True)

    def _connect(self, *, fresh: bool) -> Any:
        credential = self.credentials.current(fresh=fresh)
        return self.opener(self.settings, credential, timeout_seconds=self.timeout_seconds)

    def _roll_back(self, session: Any) -> None:
        try:
            session.run("ROLLBACK")
        except (DatabaseError, *_BROKEN):
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except (DatabaseError, *_BROKEN):
                _logger.debug("connection_was_closed_already")
