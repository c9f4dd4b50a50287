"""Check what must be true before anything is created. Reports everything that is wrong at once, with what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from database_replication import ddl
from database_replication.catalog import Table
from database_replication.servers import Server
from database_replication.streams import FALLBACK, Stream

LEDGER_SCHEMA: Final = "ledger"
_SYSTEM: Final = ("pg_", "information_schema", "migration")
# 13 introduced pg_replication_slots.wal_status: whether a slot's WAL is still there.
_OLDEST_VERSION: Final = 130000
# The slot, and one for each table that is copied at the same time.
_NEEDED_SLOTS: Final = 3
_SERVER: Final = """
SELECT current_setting('server_version_num')::int, current_setting('wal_level'), pg_is_in_recovery(),
       current_setting('max_replication_slots')::int
           - (SELECT count(*) FROM pg_replication_slots WHERE slot_name <> :name)::int,
       current_setting('max_wal_senders')::int - (SELECT count(*) FROM pg_stat_replication)::int,
       current_setting('max_slot_wal_keep_size'),
       has_database_privilege(current_database(), 'CREATE')
"""
# In RDS no user is a superuser, and these roles stand in for it.
_RIGHTS: Final = """
SELECT r.rolsuper OR (SELECT bool_or(pg_has_role(m.oid, 'MEMBER')) FROM pg_roles m WHERE m.rolname = 'rds_superuser'),
       r.rolsuper OR r.rolreplication
           OR (SELECT bool_or(pg_has_role(m.oid, 'MEMBER')) FROM pg_roles m WHERE m.rolname = 'rds_replication')
  FROM pg_roles r WHERE r.rolname = current_user
"""


class ReplicationRefused(Exception):
    """The action cannot be done as things are. Nothing was created."""


def check_requirements(stream: Stream, tables: Sequence[Table]) -> None:
    """Raise ReplicationRefused with all that is wrong. Raises ServerAway."""
    faults = [
        *_pattern_faults(stream, tables),
        *(fault for table in tables for fault in table.faults),
        *_publisher_faults(stream),
        *_subscriber_faults(stream),
        *_type_faults(stream.subscriber, tables),
        *_ownership_faults(stream, tables),
        *_cycle_faults(stream.publisher, tables),
    ]
    if faults:
        raise ReplicationRefused("; ".join(faults))


def _pattern_faults(stream: Stream, tables: Sequence[Table]) -> Iterator[str]:
    found = {name for table in tables for name in (table.title, f"{table.schema}.*")}
    for pattern in stream.tables:
        if pattern not in found:
            yield f"{pattern}: {stream.publisher.title} has no such table"
    for schema in sorted({table.schema for table in tables}):
        if stream.kind != FALLBACK and (schema == LEDGER_SCHEMA or schema.startswith(_SYSTEM)):
            yield f"schema {schema} can not be replicated: Aurora has one of that name, with data of its own"


def _publisher_faults(stream: Stream) -> Iterator[str]:
    title = stream.publisher.title
    version, wal_level, standby, slots, senders, _, creates = stream.publisher.run(_SERVER, name=stream.name)[0]
    _, replicates = stream.publisher.run(_RIGHTS)[0]
    if version < _OLDEST_VERSION:
        yield f"{title} has PostgreSQL {version // 10000}: native replication here needs 13 or newer, else use DMS"
    if wal_level != "logical":
        yield f"{title} has wal_level {wal_level}: set logical and restart it (in Aurora rds.logical_replication = 1)"
    if standby:
        yield f"{title} is a standby: name the primary"
    if slots < _NEEDED_SLOTS:
        yield f"{title} has {max(slots, 0)} replication slots left of {_NEEDED_SLOTS}: raise max_replication_slots"
    if senders < _NEEDED_SLOTS:
        yield f"{title} has {max(senders, 0)} WAL senders left of {_NEEDED_SLOTS}: raise max_wal_senders"
    if not creates:
        yield f"{title}: the user may not create a schema: GRANT CREATE ON DATABASE"
    if not replicates:
        yield f"{title}: the user may not replicate: ALTER ROLE ... REPLICATION (in Aurora GRANT rds_replication)"


def _subscriber_faults(stream: Stream) -> Iterator[str]:
    administers, _ = stream.subscriber.run(_RIGHTS)[0]
    if not administers and stream.subscriber.value("SELECT current_setting('server_version_num')::int < 160000"):
        yield f"{stream.subscriber.title}: only a superuser (in RDS rds_superuser) may subscribe before PostgreSQL 16"
    if stream.subscriber.value("SELECT pg_is_in_recovery()"):
        yield f"{stream.subscriber.title} is a standby: name the primary"


def _type_faults(subscriber: Server, tables: Sequence[Table]) -> Iterator[str]:
    bases = sorted({column.base for table in tables for column in table.columns})
    known = subscriber.run(
        "SELECT name FROM unnest(CAST(:bases AS text[])) AS given (name) WHERE to_regtype(name) IS NOT NULL",
        bases=bases,
    )
    missing = {*bases} - {str(row[0]) for row in known}
    for table in tables:
        for column in table.columns:
            if column.base in missing:
                yield f"{table.title}.{column.name} has type {column.type}, which {subscriber.title} does not know"


def _ownership_faults(stream: Stream, tables: Sequence[Table]) -> Iterator[str]:
    """Yield tables and schemas of somebody else on the subscriber, which are not written to."""
    for table in tables:
        if table_comment(stream.subscriber, table) not in (None, ddl.OWNER_COMMENT):
            yield f"{stream.subscriber.title} has a table {table.title} that is not of replication: rename or drop it"
    if schema_comment(stream.subscriber, stream.name) not in (None, ddl.OWNER_COMMENT):
        yield f"{stream.subscriber.title} has a schema {stream.name} that is not of replication: drop it"


def _cycle_faults(publisher: Server, tables: Sequence[Table]) -> Iterator[str]:
    rows = publisher.run(
        "SELECT n.nspname || '.' || c.relname FROM pg_subscription_rel s JOIN pg_class c ON c.oid = s.srrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace"
    )
    for title in sorted({table.title for table in tables} & {str(row[0]) for row in rows}):
        yield f"{title} is itself replicated to {publisher.title}: what it gets would go round in a circle"


def schema_comment(server: Server, schema: str) -> Any:
    """Return the comment of a schema, an empty text if it has none, None if there is no schema."""
    return server.value(
        "SELECT coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace WHERE nspname = :name", name=schema
    )


def table_comment(server: Server, table: Table) -> Any:
    """Return the comment of a table, an empty text if it has none, None if there is no table."""
    return server.value(
        "SELECT coalesce(obj_description(c.oid, 'pg_class'), '') FROM pg_class c WHERE c.oid = to_regclass(:name)",
        name=ddl.qualified_name(table),
    )


def is_wal_unbounded(publisher: Server, name: str) -> bool:
    """Return whether a slot that nobody reads fills the disk of its server."""
    return str(publisher.run(_SERVER, name=name)[0][5]) == "-1"
