"""Parse the changes of a slot in pgoutput's format, version 1, one transaction at a time.

Source: PostgreSQL, Frontend/Backend Protocol, Logical Replication Message Formats.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

INSERT: Final = "insert"
UPDATE: Final = "update"
DELETE: Final = "delete"
TRUNCATE: Final = "truncate"
UNCHANGED: Final = object()
"""A large value that an update has left as it was: it is not sent."""
Values = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A table of the publisher; `key` are the columns of its replica identity."""

    schema: str
    name: str
    columns: Sequence[str]
    key: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Texts by column: `old` is the key of the previous row, if it is sent; `new` the row."""

    kind: str
    relation: Relation
    old: Values = field(default_factory=dict)
    new: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """`lsn` is that of the commit, which SKIP takes; `end` is where the next begins."""

    lsn: int
    end: int
    changes: Sequence[Change]


def transactions(messages: Iterable[bytes]) -> Iterator[Transaction]:
    """Yield whole transactions in the order of their commits."""
    relations: dict[int, Relation] = {}
    changes: list[Change] = []
    for message in messages:
        reader = _Reader(message)
        kind = reader.take(1)
        if kind == b"B":
            changes = []
        elif kind == b"R":
            number, relation = _relation(reader)
            relations[number] = relation
        elif kind == b"C":
            _, lsn, end = reader.numbers("!bqq")
            yield Transaction(lsn=lsn, end=end, changes=changes)
        elif kind in _CHANGES:
            changes += _changes(kind, reader, relations)


_CHANGES: Final = {b"I": INSERT, b"U": UPDATE, b"D": DELETE, b"T": TRUNCATE}


@dataclass(slots=True)
class _Reader:
    message: bytes
    place: int = 0

    def take(self, length: int) -> bytes:
        self.place += length
        return self.message[self.place - length : self.place]

    def numbers(self, layout: str) -> tuple[int, ...]:
        return struct.unpack(layout, self.take(struct.calcsize(layout)))

    def text(self) -> str:
        end = self.message.index(b"\0", self.place)
        found = self.message[self.place : end].decode()
        self.place = end + 1
        return found


def _relation(reader: _Reader) -> tuple[int, Relation]:
    (number,) = reader.numbers("!I")
    schema, name = reader.text(), reader.text()
    _, count = reader.numbers("!bh")
    columns, key = [], []
    for _ in range(count):
        (flags,) = reader.numbers("!b")
        columns.append(reader.text())
        reader.numbers("!Ii")
        if flags & 1:
            key.append(columns[-1])
    return number, Relation(schema=schema or "pg_catalog", name=name, columns=columns, key=key)


def _changes(kind: bytes, reader: _Reader, relations: dict[int, Relation]) -> Iterator[Change]:
    if kind == b"T":
        count, _ = reader.numbers("!Ib")
        for number in reader.numbers(f"!{count}I"):
            yield Change(kind=TRUNCATE, relation=relations[number])
        return
    relation = relations[reader.numbers("!I")[0]]
    old: Values = {}
    part = reader.take(1)
    if part in (b"K", b"O"):
        old = {name: value for name, value in _values(reader, relation).items() if name in relation.key}
        part = reader.take(1)
    new = _values(reader, relation) if part == b"N" else {}
    yield Change(kind=_CHANGES[kind], relation=relation, old=old, new=new)


def _values(reader: _Reader, relation: Relation) -> Values:
    (count,) = reader.numbers("!h")
    return {name: _value(reader) for name in relation.columns[:count]}


def _value(reader: _Reader) -> object:
    kind = reader.take(1)
    if kind == b"n":
        return None
    if kind == b"u":
        return UNCHANGED
    return reader.take(reader.numbers("!i")[0]).decode()
