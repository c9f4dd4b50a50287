"""Where the columns of both sides have come apart. No DDL is replicated: a change must be made on both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from database_replication import catalogue
from database_replication.catalogue import Table
from database_replication.streams import Stream


def drift(stream: Stream, published: set[tuple[str, str]]) -> list[str]:
    """What differs, with what to do. Raises ServerAway."""
    ours = catalogue.tables(stream.publisher, stream.tables)
    theirs = {table.title: table for table in catalogue.tables(stream.subscriber, stream.tables)}
    return [text for table in ours for text in _of_table(stream, table, theirs.get(table.title), published)]


def _of_table(stream: Stream, ours: Table, theirs: Table | None, published: set[tuple[str, str]]) -> Iterator[str]:
    if (ours.schema, ours.name) not in published:
        yield f"{ours.title} is new on {stream.publisher.title} and not replicated: prepare again"
        return
    if theirs is None:
        yield f"{ours.title} is missing on {stream.subscriber.title}: changes of it stop the stream"
        return
    yield from _of_columns(stream, ours, theirs)
    if list(ours.key) != list(theirs.key):
        yield f"{ours.title} has key {_list(ours.key)}, on {stream.subscriber.title} {_list(theirs.key)}"


def _of_columns(stream: Stream, ours: Table, theirs: Table) -> Iterator[str]:
    there = {column.name: column.type for column in theirs.columns}
    for column in ours.columns:
        if column.name not in there:
            yield (
                f"{ours.title}.{column.name} is missing on {stream.subscriber.title}: "
                f"ALTER TABLE {ours.title} ADD COLUMN {column.name} {column.type}"
            )
        elif there[column.name] != column.type:
            yield (
                f"{ours.title}.{column.name} has type {column.type}, on {stream.subscriber.title} "
                f"{there[column.name]}: ALTER TABLE {ours.title} ALTER COLUMN {column.name} TYPE {column.type}"
            )


def _list(names: Sequence[str]) -> str:
    return f"({', '.join(names)})"
