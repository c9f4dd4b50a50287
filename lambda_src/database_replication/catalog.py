"""Read tables and columns from a server's catalog, with what keeps one from being replicated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from database_replication.servers import Server

# Roots of partitions are replicated as one table; what is in a partition is in its root.
_TABLES: Final = """
SELECT n.nspname, c.relname, c.relkind::text, c.relpersistence::text, pg_has_role(c.relowner, 'USAGE'),
       has_table_privilege(c.oid, 'SELECT'),
       c.relrowsecurity AND (c.relforcerowsecurity OR NOT pg_has_role(c.relowner, 'USAGE'))
           AND NOT (SELECT r.rolsuper OR r.rolbypassrls FROM pg_roles r WHERE r.rolname = current_user),
       (SELECT array_agg(a.attname::text ORDER BY k.place)
          FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place), pg_attribute a
         WHERE i.indrelid = c.oid AND i.indisvalid AND i.indimmediate AND k.place <= i.indnkeyatts
           AND a.attrelid = c.oid AND a.attnum = k.number
           AND CASE WHEN c.relreplident = 'i' THEN i.indisreplident
                    ELSE i.indisprimary AND c.relreplident IN ('d', 'f') END)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition
   AND (n.nspname || '.' || c.relname = ANY(:names) OR n.nspname = ANY(:schemas))
 ORDER BY 1, 2
"""
# A domain is replicated as its base type, an enumeration as text: the subscriber needs no types of the publisher.
_COLUMNS: Final = """
SELECT n.nspname, c.relname, a.attname, a.attgenerated <> '',
       CASE WHEN coalesce(b.typtype, t.typtype) = 'e' THEN 'text'
            WHEN e.typtype = 'e' THEN 'text[]'
            WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod)
            ELSE format_type(a.atttypid, a.atttypmod) END,
       CASE WHEN coalesce(b.typtype, t.typtype) = 'e' OR e.typtype = 'e' THEN 'text'
            ELSE format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL) END,
       coalesce(b.typcategory, t.typcategory)::text
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_type b ON b.oid = t.typbasetype
  LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
 WHERE c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
   AND (n.nspname || '.' || c.relname = ANY(:names) OR n.nspname = ANY(:schemas))
 ORDER BY 1, 2, a.attnum
"""
_IDENTIFIERS: Final = frozenset({"oid", "lo", "xid", "cid", "tid", "xid8", "pg_lsn"})
_STRINGS: Final = "S"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`type` is the subscriber's type, with its length; `base` the same without; texts sort by bytes."""

    name: str
    type: str
    base: str
    is_text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table to replicate. `columns` are without generated ones, which no publication carries."""

    schema: str
    name: str
    columns: Sequence[Column]
    key: Sequence[str]
    generated: Sequence[str] = ()
    partitioned: bool = False
    faults: Sequence[str] = ()

    @property
    def title(self) -> str:
        """The name as patterns write it."""
        return f"{self.schema}.{self.name}"

    def column(self, name: str) -> Column:
        """Return a column. Raises StopIteration."""
        return next(column for column in self.columns if column.name == name)


def tables(server: Server, patterns: Sequence[str]) -> Sequence[Table]:
    """Return the tables of patterns such as payments.* or payments.payment, by name."""
    filters = {
        "names": [pattern for pattern in patterns if not pattern.endswith(".*")],
        "schemas": [pattern[:-2] for pattern in patterns if pattern.endswith(".*")],
    }
    columns: Mapping[tuple[str, str], list[Sequence[Any]]] = defaultdict(list)
    for schema, name, *column in server.run(_COLUMNS, **filters):
        columns[schema, name].append(column)
    return [_table(row, columns[row[0], row[1]]) for row in server.run(_TABLES, **filters)]


def _table(row: Sequence[Any], columns: Sequence[Sequence[Any]]) -> Table:
    schema, name, kind, persistence, owned, readable, hidden, key = row
    generated = [str(column[0]) for column in columns if column[1]]
    title = f"{schema}.{name}"
    faults = {
        f"{title} is a foreign table, which has no changes to replicate": kind == "f",
        f"{title} is unlogged, so its changes are in no WAL: ALTER TABLE {title} SET LOGGED": persistence == "u",
        f"{title} has neither a primary key nor a replica identity by an index: give it one": kind != "f" and not key,
        f"{title} has a generated column in its key, which is not replicated": bool({*(key or ())} & {*generated}),
        f"{title} belongs to another role: only its owner can publish it": not owned,
        f"{title} can not be read: GRANT SELECT ON {title}": not readable,
        f"{title} has row security, so that not all rows would be copied: use a role with BYPASSRLS": hidden,
    }
    return Table(
        schema=schema,
        name=name,
        columns=[_column(column) for column in columns if not column[1]],
        key=key or (),
        generated=generated,
        partitioned=kind == "p",
        faults=[
            *(text for text, found in faults.items() if found),
            *(_identifier(title, column) for column in columns if column[3] in _IDENTIFIERS or column[3][:3] == "reg"),
        ],
    )


def _column(row: Sequence[Any]) -> Column:
    name, _, type_name, base, category = row
    return Column(name=name, type=type_name, base=base, is_text=category in (_STRINGS, "E"))


def _identifier(title: str, column: Sequence[Any]) -> str:
    return f"{title}.{column[0]} has type {column[3]}: it names what the other server does not have (large objects too)"
