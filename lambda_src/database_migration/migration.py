"""Apply SQL files in order, each once: in one transaction with its record, and one at a time.

Two releases run at once during a deploy. So files that contract the schema (0006_contract.sql) are applied at once to a
new database, where no release has run; anywhere else they wait until they are requested.

A record holds the file's hash. A file that was changed after it was applied is refused: otherwise databases with files
of the same names could differ.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol, TypeVar

from pg8000.exceptions import DatabaseError  # type: ignore[import-untyped]  # pg8000 has no types

from adapters.database import Session
from adapters.database_errors import sqlstate
from adapters.redaction import redacted_fields
from database_migration.sql_files import MigrationRefused, SqlFile

T = TypeVar("T")

# Any number that no other advisory lock uses.
_LOCK: Final = 7_201_150_002
_MAKE_RECORDS: Final = """
CREATE SCHEMA IF NOT EXISTS migration;
CREATE TABLE IF NOT EXISTS migration.applied (
    name       text        PRIMARY KEY,
    sha256     text        NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    applied_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS migration.asked_for (name text PRIMARY KEY)
"""
_RECORD: Final = "INSERT INTO migration.applied (name, sha256) VALUES (:name, :sha256)"


class MigrationFailed(Exception):
    """PostgreSQL refused a file. That file was rolled back; those before it stay applied."""


class Transactions(Protocol):
    """Transactions of the master user."""

    def transaction(self, work: Callable[[Session], T]) -> T:
        """Run `work`, again if the connection broke."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Names of files: those that this run has applied, those applied before or by a concurrent run, and those that
    wait.
    """

    applied: Sequence[str]
    already: Sequence[str]
    waiting: Sequence[str] = ()


def migrate(database: Transactions, files: Sequence[SqlFile], *, contract: bool = False) -> Outcome:
    """Apply the files that are due. Raises MigrationRefused before anything is applied, or MigrationFailed."""
    contracts = [file.name for file in files if file.contracts]
    records, asked_for = database.transaction(lambda session: _records(session, contracts, contract))
    _check(files, records)
    due = [file for file in files if not file.contracts or file.name in {*records, *asked_for}]
    applied = [file.name for file in due if _apply(database, file)]
    return Outcome(
        applied=applied,
        already=[file.name for file in due if file.name not in applied],
        waiting=tuple(file.name for file in files if file not in due),
    )


def _records(session: Session, contracts: Sequence[str], ask: bool) -> tuple[Mapping[str, str], Collection[str]]:
    """Return the hash of each applied file by name, and the requested files that contract."""
    _wait_for_turn(session)
    session.run(_MAKE_RECORDS)
    records = {str(name): str(sha256) for name, sha256 in session.run("SELECT name, sha256 FROM migration.applied")}
    if ask or not records:
        session.run(
            "INSERT INTO migration.asked_for SELECT unnest(CAST(:names AS text[])) ON CONFLICT DO NOTHING",
            names=list(contracts),
        )
    return records, [str(row[0]) for row in session.run("SELECT name FROM migration.asked_for")]


def _wait_for_turn(session: Session) -> None:
    """Take the migration's lock without time-outs, as no caller waits here."""
    session.run("SET LOCAL statement_timeout = 0")
    session.run("SET LOCAL lock_timeout = 0")
    session.run("SELECT pg_advisory_xact_lock(:lock)", lock=_LOCK)


def _check(files: Sequence[SqlFile], records: Mapping[str, str]) -> None:
    last = max((file.name for file in files if file.name in records), default="")
    for file in files:
        if file.name not in records and file.name < last and not file.contracts:
            raise MigrationRefused(f"{file.name} is new, but comes before {last}, which is applied: number it higher")
        _check_unchanged(file, records.get(file.name, file.sha256))


def _check_unchanged(file: SqlFile, sha256: str) -> None:
    if sha256 != file.sha256:
        raise MigrationRefused(f"{file.name} was changed after it was applied: restore it, and add another file")


def _apply(database: Transactions, file: SqlFile) -> bool:
    """Return whether the file was applied now."""
    try:
        return database.transaction(partial(_apply_once, file))
    except DatabaseError as fault:
        raise MigrationFailed(f"{file.name}: {_shown(fault)} (SQLSTATE {sqlstate(fault)})") from None


def _shown(fault: DatabaseError) -> str:
    """Return the message, or the names of what refused a value that it would quote: callers and logs get it."""
    details = fault.args[0]
    fields = redacted_fields(details) if isinstance(details, dict) else {}
    places = (f"{name} {fields[name]}" for name in ("schema", "table", "column", "constraint") if name in fields)
    return fields.get("message") or ", ".join(places) or "a value was refused"


def _apply_once(file: SqlFile, session: Session) -> bool:
    _wait_for_turn(session)
    record = session.run("SELECT sha256 FROM migration.applied WHERE name = :name", name=file.name)
    if record:
        _check_unchanged(file, str(record[0][0]))
        return False
    # A waiting ALTER blocks all later statements on its table: better to fail, and to be called again.
    session.run("SET LOCAL lock_timeout = '10s'")
    session.run("SAVEPOINT before_file")
    session.run(file.text)
    _check_same_transaction(file, session)
    session.run(_RECORD, name=file.name, sha256=file.sha256)
    return True


def _check_same_transaction(file: SqlFile, session: Session) -> None:
    """Raise if the file has a COMMIT, which parts it from its record. COMMIT also ends the savepoint."""
    try:
        session.run("RELEASE SAVEPOINT before_file")
    except DatabaseError:
        raise MigrationFailed(f"{file.name} ends its transaction: what came before that may have stayed") from None
