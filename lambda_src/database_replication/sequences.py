"""Set the subscriber's sequences at the cut-over, above the publisher's values: replication carries none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pg8000.native import identifier, literal  # type: ignore[import-untyped]  # pg8000 has no types

from database_replication import catalog, ddl
from database_replication.catalog import Table
from database_replication.requirements import ReplicationRefused
from database_replication.servers import Server
from database_replication.streams import Stream
from database_replication.subscriber import create_schema

ROOM: Final = 1000
# By the default of a column, or owned by it (serial, identity).
_SEQUENCES: Final = """
SELECT DISTINCT n.nspname, c.relname, a.attname::text, s.data_type::text, s.start_value, s.min_value, s.max_value,
       s.increment_by, s.cycle, coalesce(s.last_value, s.start_value), has_sequence_privilege(c.oid, 'SELECT')
  FROM pg_depend d
  JOIN pg_class c ON c.relkind = 'S'
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_sequences s ON s.schemaname = n.nspname AND s.sequencename = c.relname
  LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
  JOIN pg_attribute a ON (a.attrelid, a.attnum) = (coalesce(f.adrelid, d.refobjid), coalesce(f.adnum, d.refobjsubid))
 WHERE (d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
        AND d.deptype IN ('a', 'i')
     OR d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid)
   AND a.attrelid = to_regclass(:table)
 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSequence:
    """A sequence of the publisher, and the column that it fills."""

    table: Table
    schema: str
    name: str
    column: str
    type: str
    start: int
    least: int
    most: int
    step: int
    cycles: bool
    last: int

    @property
    def qualified(self) -> str:
        """Schema and name, quoted where they must be."""
        return f"{identifier(self.schema)}.{identifier(self.name)}"

    def target_value(self, room: int) -> int:
        """Return the value for the subscriber. Raises ReplicationRefused if the sequence has no such value."""
        value = self.last + room * self.step
        if not self.least <= value <= self.most:
            raise ReplicationRefused(f"sequence {self.schema}.{self.name} has no room for {room} more values")
        return value


def set_sequences(stream: Stream, room: int = ROOM) -> dict[str, Any]:
    """Create and set the sequences; higher values stay. Raises ReplicationRefused, ServerAway."""
    found = [
        sequence
        for table in catalog.tables(stream.publisher, stream.tables)
        for sequence in _source_sequences(stream.publisher, table)
    ]
    targets = [(sequence, sequence.target_value(room)) for sequence in found]
    return {
        "sequences": {
            f"{one.schema}.{one.name}": _set_on_subscriber(stream.subscriber, one, value) for one, value in targets
        }
    }


def _source_sequences(server: Server, table: Table) -> list[SourceSequence]:
    rows: Sequence[Sequence[Any]] = server.run(_SEQUENCES, table=ddl.qualified_name(table))
    hidden = [f"{row[0]}.{row[1]}" for row in rows if not row[10]]
    if hidden:
        raise ReplicationRefused(f"{server.title}: sequences can not be read: GRANT SELECT ON {', '.join(hidden)}")
    return [
        SourceSequence(
            table=table,
            schema=row[0],
            name=row[1],
            column=row[2],
            type=row[3],
            start=row[4],
            least=row[5],
            most=row[6],
            step=row[7],
            cycles=row[8],
            last=row[9],
        )
        for row in rows
    ]


def _set_on_subscriber(server: Server, sequence: SourceSequence, value: int) -> int:
    name = sequence.qualified
    create_schema(server, sequence.schema)
    server.run(
        f"CREATE SEQUENCE IF NOT EXISTS {name} AS {sequence.type} INCREMENT {sequence.step} "
        f"MINVALUE {sequence.least} MAXVALUE {sequence.most} START {sequence.start} "
        f"{'CYCLE' if sequence.cycles else 'NO CYCLE'}"
    )
    server.run(
        f"ALTER TABLE {ddl.qualified_name(sequence.table)} ALTER COLUMN {identifier(sequence.column)} "
        f"SET DEFAULT nextval({literal(name)})"
    )
    reached = "greatest" if sequence.step > 0 else "least"
    set_to = server.value(
        f"SELECT setval(CAST(:name AS regclass), {reached}(last_value, CAST(:value AS bigint))) FROM {name}",
        name=name,
        value=value,
    )
    return int(set_to)
