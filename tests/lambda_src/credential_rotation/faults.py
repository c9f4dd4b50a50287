"""A crash after any change that a rotation makes: the change is there, and nobody was told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from adapters.database import Database, Rows, Session
from credential_rotation.rotation import Rotation
from credential_rotation.secret_versions import SecretVersions
from credential_rotation.users import USERS, DatabaseUsers
from tests.lambda_src.credential_rotation.bench import Bench

T = TypeVar("T")

_CHANGES = ("put_secret_value", "update_secret_version_stage")


class Crash(BaseException):
    """No code that catches exceptions survives a crash."""


@dataclass(slots=True)
class Fuse:
    """Crashes after the change of number `blows_at`, from 0. `changes` says what has happened."""

    blows_at: int | None
    changes: list[str] = field(default_factory=list)

    def changed(self, what: str) -> None:
        self.changes.append(what)
        if len(self.changes) - 1 == self.blows_at:
            raise Crash(what)


@dataclass(frozen=True, slots=True)
class FusedClient:
    """A client of Secrets Manager."""

    client: Any
    fuse: Fuse

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.client, name)

        def call(**parameters: Any) -> Any:
            answer = method(**parameters)
            if name in _CHANGES:
                self.fuse.changed(name)
            return answer

        return call


@dataclass(frozen=True, slots=True)
class FusedSession:
    session: Session
    fuse: Fuse

    def run(self, sql: str, **parameters: Any) -> Rows:
        rows = self.session.run(sql, **parameters)
        if not sql.startswith("SELECT"):
            self.fuse.changed(" ".join(sql.split()[:2]))
        return rows


@dataclass(frozen=True, slots=True)
class FusedTransactions:
    database: Database
    fuse: Fuse

    def transaction(self, work: Callable[[Session], T]) -> T:
        result = self.database.transaction(lambda session: work(FusedSession(session, self.fuse)))
        self.fuse.changed("COMMIT")
        return result


@contextmanager
def fused_rotation(bench: Bench, fuse: Fuse) -> Iterator[Rotation]:
    """What the handler makes, with a fuse in each line."""
    versions = SecretVersions(FusedClient(bench.client, fuse), bench.secret)
    with closing(bench.master()) as master:
        users = DatabaseUsers(bench.settings, FusedTransactions(master, fuse))
        yield Rotation(versions, users, bench.settings, USERS)
