"""Find schema drift between both sides. DDL is not replicated: a change must be made on both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from database_replication import catalog
from database_replication.catalog import Table
from database_replication.streams import Stream


@dataclass(frozen=True, slots=True)
class Drift:
    """A difference. `blocks`: neither apply nor comparison works with it."""

    text: str
    blocks: bool = False


def drift(stream: Stream, published: set[tuple[str, str]]) -> list[Drift]:
    """Return the differences, with what to do. Raises ServerAway."""
    source = catalog.tables(stream.publisher, stream.tables)
    copy = {table.title: table for table in catalog.tables(stream.subscriber, stream.tables)}
    return [one for table in source for one in _table_drift(stream, table, copy.get(table.title), published)]


def _table_drift(stream: Stream, source: Table, copy: Table | None, published: set[tuple[str, str]]) -> Iterator[Drift]:
    if (source.schema, source.name) not in published:
        yield Drift(f"{source.title} is new on {stream.publisher.title} and not replicated: prepare again", blocks=True)
        return
    if copy is None:
        yield Drift(f"{source.title} is missing on {stream.subscriber.title}: its changes stop the stream", blocks=True)
        return
    yield from _column_drift(stream, source, copy)
    if list(source.key) != list(copy.key):
        yield Drift(f"{source.title} has key {_list(source.key)}, on {stream.subscriber.title} {_list(copy.key)}")


def _column_drift(stream: Stream, source: Table, copy: Table) -> Iterator[Drift]:
    there = {column.name: column.type for column in copy.columns}
    title, alter = stream.subscriber.title, f"ALTER TABLE {source.title}"
    for column in source.columns:
        name = f"{source.title}.{column.name}"
        if column.name not in there:
            add = f"{alter} ADD COLUMN {column.name} {column.type}"
            yield Drift(f"{name} is missing on {title}: {add}", blocks=True)
        elif there[column.name] != column.type:
            change = f"{alter} ALTER COLUMN {column.name} TYPE {column.type}"
            yield Drift(f"{name} has type {column.type}, on {title} {there[column.name]}: {change}")


def _list(names: Sequence[str]) -> str:
    return f"({', '.join(names)})"
