"""Build the DDL of replicated tables on the subscriber: columns and key, no constraints that could refuse a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pg8000.native import identifier, literal  # type: ignore[import-untyped]  # pg8000 has no types

from database_replication.catalog import Table

OWNER_COMMENT: Final = "replicated by payinfra"
"""The comment on what replication has made: tables that it may write to, schemas that it may remove."""


def create_schema(name: str) -> str:
    """Return the statements that create a schema with the owner comment."""
    return f"CREATE SCHEMA {identifier(name)}; COMMENT ON SCHEMA {identifier(name)} IS {literal(OWNER_COMMENT)}"


def create_table(table: Table) -> str:
    """Return the statements that create a table without NOT NULL, CHECK, foreign keys, indexes and triggers."""
    columns = [f"{identifier(column.name)} {column.type}" for column in table.columns]
    return (
        f"CREATE TABLE {qualified_name(table)} ({', '.join(columns)}, PRIMARY KEY ({column_names(table.key)})); "
        f"COMMENT ON TABLE {qualified_name(table)} IS {literal(OWNER_COMMENT)}"
    )


def create_heartbeat_table(name: str) -> str:
    """Return the statement that creates the heartbeat's table."""
    return f"CREATE TABLE IF NOT EXISTS {name} (beat_at timestamptz PRIMARY KEY)"


def publication_tables(tables: Iterable[Table]) -> str:
    """Return the table list of a publication, which includes the heartbeat."""
    return ", ".join(f"TABLE ONLY {qualified_name(table)}" for table in tables)


def qualified_name(table: Table) -> str:
    """Return schema and table, quoted where they must be."""
    return f"{identifier(table.schema)}.{identifier(table.name)}"


def column_names(columns: Sequence[str]) -> str:
    """Return columns, quoted where they must be."""
    return ", ".join(map(identifier, columns))
