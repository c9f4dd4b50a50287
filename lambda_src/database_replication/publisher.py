"""What a stream has on its publisher: the heartbeat, the publication and the slot."""

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
    """`valid`: all WAL that it needs is there. Bytes: what it keeps, what is not yet applied, what is left to keep."""

    active: bool
    valid: bool
    retained_bytes: int
    lag_bytes: int
    safe_bytes: int | None
    fits: bool


def slot(stream: Stream) -> Slot | None:
    """The slot as it is, or None. Raises ServerAway."""
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
    """A schema of ours with a table of ours, made whole or not at all."""
    create_schema(stream.publisher, stream.name)
    stream.publisher.run(ddl.create_heartbeat_table(stream.heartbeat))


def published(stream: Stream) -> set[tuple[str, str]]:
    """Schema and name of what the publication has."""
    return {(str(schema), str(name)) for schema, name in stream.publisher.run(_PUBLISHED, name=stream.name)}


def publish(stream: Stream, tables: Sequence[Table]) -> None:
    """Exactly these tables: those that were left out go, new ones come."""
    listed = ddl.publication_tables(tables)
    if not stream.publisher.value("SELECT true FROM pg_publication WHERE pubname = :name", name=stream.name):
        stream.publisher.run(f"CREATE PUBLICATION {stream.name} FOR {listed} WITH (publish_via_partition_root = true)")
    elif published(stream) != {(table.schema, table.name) for table in tables}:
        stream.publisher.run(f"ALTER PUBLICATION {stream.name} SET {listed}")


def create_slot(stream: Stream) -> None:
    """It waits for transactions that are open when it begins. From here on the publisher keeps its WAL."""
    if slot(stream) is None:
        stream.publisher.run("SELECT pg_create_logical_replication_slot(:name, 'pgoutput')", name=stream.name)
