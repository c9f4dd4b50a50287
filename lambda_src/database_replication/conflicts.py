"""Find the change that stops a subscription: PostgreSQL 15 says it in its log alone.

A subscription in conflict retries every few seconds, and in between nobody holds its slot. Then the next transaction is
peeked from the slot, and applied on the subscriber in a transaction that is rolled back. `disable_on_error` would not
do: it also disables when the publisher crashes (docs/decisions/0222).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pg8000.exceptions import DatabaseError  # type: ignore[import-untyped]  # pg8000 has no types
from pg8000.native import identifier  # type: ignore[import-untyped]  # see above

from adapters.database import Session
from adapters.database_errors import sqlstate
from adapters.redaction import redacted_message
from database_replication import catalog, pgoutput
from database_replication.pgoutput import DELETE, INSERT, TRUNCATE, UNCHANGED, Change, Transaction
from database_replication.streams import Stream

_PEEK: Final = """
SELECT data FROM pg_logical_slot_peek_binary_changes(
    CAST(:name AS text)::name, NULL, 1000, 'proto_version', '1', 'publication_names', CAST(:name AS text))
"""
_APPLIED: Final = """
SELECT coalesce((SELECT (remote_lsn - '0/0')::bigint FROM pg_replication_origin_status
                  WHERE external_id = 'pg_' || (SELECT oid FROM pg_subscription WHERE subname = :name AND subdbid = (
                        SELECT oid FROM pg_database WHERE datname = current_database()))), 0)
"""
_IN_USE: Final = "55006"
_PATIENCE_SECONDS: Final = 3.0
_DUPLICATE: Final = "23505"
# A lock, a time-out or a deadlock is no conflict.
_TRANSIENT: Final = frozenset({"55P03", "57014", "40P01"})


class _RolledBack(Exception):
    """Ends an attempt: with the change that was refused and the error, or without."""


def find_conflicts(stream: Stream) -> list[str]:
    """Return table, key, reason and remedy; nothing if the stream only lags. Raises ServerAway."""
    try:
        pending = _next_transaction(stream)
    except DatabaseError as fault:
        return [f"the next transaction can not be read: {redacted_message(fault)}"]
    return list(_try_apply(stream, pending)) if pending else []


def _next_transaction(stream: Stream) -> Transaction | None:
    """Return the next transaction, or None if there is none, or somebody reads the slot."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            rows = stream.publisher.run(_PEEK, name=stream.name)
            break
        except DatabaseError as fault:
            if sqlstate(fault) != _IN_USE:
                raise
        if time.monotonic() > deadline:
            return None
        time.sleep(0.05)
    applied = stream.subscriber.value(_APPLIED, name=stream.name)
    found = pgoutput.transactions(bytes(row[0]) for row in rows)
    return next((one for one in found if one.end > applied and one.changes), None)


def _try_apply(stream: Stream, pending: Transaction) -> Iterator[str]:
    """Yield the first change of a transaction that the subscriber refuses."""
    types = _column_types(stream)

    def attempt(session: Session) -> None:
        session.run("SET LOCAL lock_timeout = '2s'")
        for change in pending.changes:
            try:
                _apply(session, change, types)
            except DatabaseError as fault:
                raise _RolledBack(change, fault) from None
        raise _RolledBack

    try:
        stream.subscriber.transaction(attempt)
    except _RolledBack as end:
        if end.args and sqlstate(end.args[1]) not in _TRANSIENT:
            yield _message(stream, pending, *end.args)


def _column_types(stream: Stream) -> Mapping[str, Mapping[str, str]]:
    found = catalog.tables(stream.subscriber, [*stream.tables, stream.heartbeat])
    return {table.title: {column.name: column.base for column in table.columns} for table in found}


def _apply(session: Session, change: Change, types: Mapping[str, Mapping[str, str]]) -> None:
    """Apply a change as the apply worker would. Values are parameters, so that they are in no log."""
    relation = change.relation
    table = f"{identifier(relation.schema)}.{identifier(relation.name)}"
    known = types.get(f"{relation.schema}.{relation.name}", {})
    new = {name: value for name, value in change.new.items() if value is not UNCHANGED}
    old = change.old or {name: change.new.get(name) for name in relation.key}
    parameters: dict[str, Any] = {f"n{number}": value for number, value in enumerate(new.values())}
    parameters |= {f"o{number}": value for number, value in enumerate(old.values())}
    values = [f"CAST(:n{number} AS {known.get(name, 'text')})" for number, name in enumerate(new)]
    columns = [identifier(name) for name in new]
    where = " AND ".join(
        f"{identifier(name)} = CAST(:o{number} AS {known.get(name, 'text')})" for number, name in enumerate(old)
    )
    if change.kind == TRUNCATE:
        session.run(f"TRUNCATE {table}")
    elif change.kind == INSERT:
        used = {name: value for name, value in parameters.items() if name[0] == "n"}
        session.run(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(values)})", **used)
    elif change.kind == DELETE:
        used = {name: value for name, value in parameters.items() if name[0] == "o"}
        session.run(f"DELETE FROM {table} WHERE {where}", **used)
    else:
        pairs = ", ".join(f"{column} = {value}" for column, value in zip(columns, values, strict=True))
        session.run(f"UPDATE {table} SET {pairs} WHERE {where}", **parameters)


def _message(stream: Stream, pending: Transaction, change: Change, fault: DatabaseError) -> str:
    title, relation = stream.subscriber.title, change.relation
    row = change.new or change.old
    key = {name: row.get(name) for name in relation.key}
    shown = ", ".join(f"{name} = {value}" for name, value in key.items())
    skip = f"ALTER SUBSCRIPTION {stream.name} SKIP (lsn = '{_lsn(pending.lsn)}')"
    mend = "make both tables alike"
    if sqlstate(fault) == _DUPLICATE:
        where = " AND ".join(f"{identifier(name)} = '{value}'" for name, value in key.items())
        mend = f"DELETE FROM {relation.schema}.{relation.name} WHERE {where}"
    return (
        f"{title} refuses the {change.kind} of {relation.schema}.{relation.name} ({shown}): {redacted_message(fault)}; "
        f"to mend it on {title}: {mend}; or pass over the whole transaction, whose rows are then missing: {skip}"
    )


def _lsn(number: int) -> str:
    return f"{number >> 32:X}/{number & 0xFFFFFFFF:X}"
