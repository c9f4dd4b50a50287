"""Manage a stream's heartbeat, publication and replication slot on its publisher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from database_replication import ddl
from database_replication.catalog import Table
from database_replication.streams import Stream
from database_replication.subscriber import create_schema

_SLOT: Final = """
SELECT active, wal_status, safe_wal_size,
       pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint,
       pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::bigint, plugin, database = current_database()
  FROM pg_replication_slots WHERE slot_name = :name
"""
_PUBLISHED: Final = "SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = :name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """`valid`: all WAL that it needs is there. Bytes: retained, not yet applied, left to retain."""

    active: bool
    valid: bool
    retained_bytes: int
    lag_bytes: int
    safe_bytes: int | None
    fits: bool


def slot(stream: Stream) -> Slot | None:
    """Return the slot, or None. Raises ServerAway."""
    rows = stream.publisher.run(_SLOT, name=stream.name)
    return _slot(rows[0]) if rows else None


def _slot(row: Sequence[Any]) -> Slot:
    active, status, safe, retained, behind, plugin, here = row
    return Slot(
        active=bool(active),
        valid=status != "lost",
        retained_bytes=int(retained or 0),
        lag_bytes=max(0, int(behind or 0)),
        safe_bytes=None if safe is None else int(safe),
        fits=plugin == "pgoutput" and bool(here),
    )


def create_heartbeat(stream: Stream) -> None:
    """Create the schema and the table of the heartbeat."""
    create_schema(stream.publisher, stream.name)
    stream.publisher.run(ddl.create_heartbeat_table(stream.heartbeat))


def published(stream: Stream) -> set[tuple[str, str]]:
    """Return schema and name of the publication's tables."""
    return {(str(schema), str(name)) for schema, name in stream.publisher.run(_PUBLISHED, name=stream.name)}


def publish(stream: Stream, tables: Sequence[Table]) -> None:
    """Set the publication to exactly these tables."""
    listed = ddl.publication_tables(tables)
    if not stream.publisher.value("SELECT true FROM pg_publication WHERE pubname = :name", name=stream.name):
        stream.publisher.run(f"CREATE PUBLICATION {stream.name} FOR {listed} WITH (publish_via_partition_root = true)")
    elif published(stream) != {(table.schema, table.name) for table in tables}:
        stream.publisher.run(f"ALTER PUBLICATION {stream.name} SET {listed}")


def create_slot(stream: Stream) -> None:
    """Create the slot, which waits for open transactions. From here on the publisher retains WAL."""
    if slot(stream) is None:
        stream.publisher.run("SELECT pg_create_logical_replication_slot(:name, 'pgoutput')", name=stream.name)
