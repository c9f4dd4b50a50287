"""Statements that make tables on the other side: columns and key, and nothing that could refuse a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pg8000.native import identifier, literal  # type: ignore[import-untyped]  # pg8000 has no types

from database_replication.catalogue import Table

MADE_BY: Final = "replicated by payinfra"
"""The comment on what replication has made: tables that it may write to, schemas that it may remove."""


def schema(name: str) -> str:
    """A schema that says who made it."""
    return f"CREATE SCHEMA {identifier(name)}; COMMENT ON SCHEMA {identifier(name)} IS {literal(MADE_BY)}"


def table(made: Table) -> str:
    """No NOT NULL, CHECK, foreign key, index, trigger: the publisher has held the rows to them already."""
    columns = [f"{identifier(column.name)} {column.type}" for column in made.columns]
    return (
        f"CREATE TABLE {qualified(made)} ({', '.join(columns)}, PRIMARY KEY ({names(made.key)})); "
        f"COMMENT ON TABLE {qualified(made)} IS {literal(MADE_BY)}"
    )


def heartbeat(name: str) -> str:
    """The table of a heartbeat."""
    return f"CREATE TABLE IF NOT EXISTS {name} (beat_at timestamptz PRIMARY KEY)"


def listed(made: Iterable[Table]) -> str:
    """Tables as a publication lists them: the heartbeat is replicated like the others."""
    return ", ".join(f"TABLE ONLY {qualified(one)}" for one in made)


def qualified(made: Table) -> str:
    """Schema and table, quoted where they must be."""
    return f"{identifier(made.schema)}.{identifier(made.name)}"


def names(columns: Sequence[str]) -> str:
    """Columns, quoted where they must be."""
    return ", ".join(map(identifier, columns))
