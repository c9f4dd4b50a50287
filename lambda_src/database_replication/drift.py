"""Where the columns of both sides have come apart. No DDL is replicated: a change must be made on both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from database_replication import catalogue
from database_replication.catalogue import Table
from database_replication.streams import Stream


@dataclass(frozen=True, slots=True)
class Drift:
    """`stops`: with it there is no applying and no comparing."""

    text: str
    stops: bool = False


def drift(stream: Stream, published: set[tuple[str, str]]) -> list[Drift]:
    """What differs, with what to do. Raises ServerAway."""
    ours = catalogue.tables(stream.publisher, stream.tables)
    theirs = {table.title: table for table in catalogue.tables(stream.subscriber, stream.tables)}
    return [one for table in ours for one in _of_table(stream, table, theirs.get(table.title), published)]


def _of_table(stream: Stream, ours: Table, theirs: Table | None, published: set[tuple[str, str]]) -> Iterator[Drift]:
    if (ours.schema, ours.name) not in published:
        yield Drift(f"{ours.title} is new on {stream.publisher.title} and not replicated: prepare again", stops=True)
        return
    if theirs is None:
        yield Drift(f"{ours.title} is missing on {stream.subscriber.title}: its changes stop the stream", stops=True)
        return
    yield from _of_columns(stream, ours, theirs)
    if list(ours.key) != list(theirs.key):
        yield Drift(f"{ours.title} has key {_list(ours.key)}, on {stream.subscriber.title} {_list(theirs.key)}")


def _of_columns(stream: Stream, ours: Table, theirs: Table) -> Iterator[Drift]:
    there = {column.name: column.type for column in theirs.columns}
    title, alter = stream.subscriber.title, f"ALTER TABLE {ours.title}"
    for column in ours.columns:
        name = f"{ours.title}.{column.name}"
        if column.name not in there:
            add = f"{alter} ADD COLUMN {column.name} {column.type}"
            yield Drift(f"{name} is missing on {title}: {add}", stops=True)
        elif there[column.name] != column.type:
            change = f"{alter} ALTER COLUMN {column.name} TYPE {column.type}"
            yield Drift(f"{name} has type {column.type}, on {title} {there[column.name]}: {change}")


def _list(names: Sequence[str]) -> str:
    return f"({', '.join(names)})"
