"""Keep one connection to PostgreSQL across invocations, and open it again when it breaks.

The credential is cached. After two rotations the cached user has another password, so a refused login reads the secret
again: the current user's password is never the one that a rotation is changing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

from aws_lambda_powertools import Logger
from pg8000.exceptions import DatabaseError  # type: ignore[import-untyped]  # pg8000 has no types

from adapters.database_errors import (
    CONNECTION_ERRORS,
    CONNECTION_LOST,
    REPEATABLE,
    is_login_refused,
    may_have_committed,
    sqlstate,
)
from adapters.deadline import remaining_seconds
from adapters.postgres_connection import TIMEOUT_SECONDS, connect
from adapters.settings import DatabaseSettings
from payments.errors import OutcomeUnknown, TemporarilyUnavailable

T = TypeVar("T")
Rows = Sequence[Sequence[Any]]

_ATTEMPTS: Final = 3
_LOGINS: Final = 3
_LOGIN_PAUSE_SECONDS: Final = 0.2
_SECONDS_TO_ANSWER: Final = 1
_IDLE_SECONDS: Final = 240
"""Networks forget connections that are silent for 350 s; a forgotten one would hang until its timeout."""
_logger = Logger(child=True)


@dataclass(frozen=True, slots=True)
class Credential:
    """A database user. The password is in no repr."""

    username: str
    password: str = field(repr=False)


class Credentials(Protocol):
    """A source of the current credential."""

    def current(self, *, fresh: bool) -> Credential:
        """Return the credential; `fresh` bypasses caches."""
        ...


class Session(Protocol):
    """A connection within a transaction."""

    def run(self, sql: str, **parameters: Any) -> Rows:
        """Run one statement with `:named` parameters and return its rows."""
        ...


def _in_transaction(session: Session, work: Callable[[Session], T]) -> T:
    session.run("BEGIN")
    try:
        result = work(session)
        session.run("COMMIT")
    except BaseException:
        with suppress(DatabaseError, *CONNECTION_ERRORS):
            session.run("ROLLBACK")
        raise
    return result


@dataclass(slots=True)
class Database:
    """A connection for one thread, as an execution environment has one."""

    settings: DatabaseSettings
    credentials: Credentials
    timeout_seconds: int = TIMEOUT_SECONDS
    opener: Callable[..., Any] = connect
    _connection: Any = None
    _used_at: float = 0.0

    def transaction(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a transaction and return its result. It runs again if the connection broke: it must be
        idempotent.

        Raises TemporarilyUnavailable if the database cannot be reached, and whatever `work` raises, after ROLLBACK.
        """
        return self._repeated(lambda session: _in_transaction(session, work), writes=False)

    def statement(self, sql: str, **parameters: Any) -> Rows:
        """Return the rows of one statement outside of BEGIN and COMMIT. It must be idempotent, as for `transaction`."""
        return self._repeated(lambda session: list(session.run(sql, **parameters) or ()), writes=False)

    def call(self, function: str, *arguments: str, writes: bool = False) -> Any:
        """Return the JSON result of a function of the ledger, which must be idempotent.

        Raises TemporarilyUnavailable; OutcomeUnknown if it writes, was called and has not answered.
        """
        return self._repeated(lambda session: session.call(function, *arguments), writes=writes)

    def _repeated(self, work: Callable[[Any], T], *, writes: bool) -> T:
        unanswered, lost = False, None
        for attempt in range(1, _ATTEMPTS + 1):
            if remaining_seconds() < self.timeout_seconds + _SECONDS_TO_ANSWER:
                break
            called = False
            try:
                session = self._session()
                called = True
                result = work(session)
                self._used_at = time.time()
                return result
            except Exception as fault:
                # This error says nothing about what an earlier attempt has committed.
                unanswered = unanswered or (called and may_have_committed(fault))
                if not self._is_repeatable(fault):
                    if writes and unanswered:
                        raise OutcomeUnknown from fault
                    raise
                lost = fault
            _logger.warning("database_attempt_failed", attempt=attempt, kind=type(lost).__name__, state=sqlstate(lost))
            time.sleep(0.05 * attempt)
        raise (OutcomeUnknown if writes and unanswered else TemporarilyUnavailable) from lost

    def _is_repeatable(self, fault: Exception) -> bool:
        """Return whether a retry may succeed. Drops a connection that is lost or may hold half an answer: the next
        payment must not read the answer of this one.
        """
        state = sqlstate(fault)
        if isinstance(fault, DatabaseError) and state not in CONNECTION_LOST:
            return state in REPEATABLE
        self._drop()
        return isinstance(fault, CONNECTION_ERRORS) or state in CONNECTION_LOST

    def close(self) -> None:
        """Close the connection."""
        self._drop()

    def _session(self) -> Any:
        if self._connection is not None and time.time() - self._used_at > _IDLE_SECONDS:
            self._drop()
        if self._connection is None:
            self._connection = self._log_in()
            self._used_at = time.time()
        return self._connection

    def _log_in(self) -> Any:
        """Log in with the cached credential, then with fresh ones: a reader learns of a password a moment after the
        writer.
        """
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

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except (DatabaseError, *CONNECTION_ERRORS):
                _logger.debug("connection_was_closed_already")
