"""Wrap values so that reads are noted: objects, mappings and tuples of objects.

While reads are noted, each goes through the tracker. Afterwards a value is read as any other of its kind, so quickly.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, Protocol

from generator.diagnostics.spec_path import SpecPath
from generator.spec.deserialize import camel
from generator.spec.record import Record

# A field of an object or an item of a mapping, by the path to it: a pointer of the spec, or a step and what leads from
# its result to the cell.
Cell = tuple[Hashable, ...]
# The last part of a cell for the keys of a mapping, the items of a tuple; the value of a cell that there is no longer.
KEYS, ITEMS, ABSENT = object(), object(), object()


class ReadNoter(Protocol):
    """What reads go through."""

    others: dict[Cell, Any]

    def get(self, cell: Cell, original: Any) -> Any: ...


class Tracked:
    """What notes the reads of its parts."""

    __slots__ = ()
    _at: Cell
    _tracker: ReadNoter
    _values: dict[Any, Any]


class TrackedMapping(Tracked, Mapping[Any, Any]):
    """A mapping of which each key is a cell, and the keys as a whole are one."""

    def __init__(self, tracker: ReadNoter, at: Cell, items: dict[Any, Any]) -> None:
        self._tracker, self._at, self._values = tracker, at, items
        self._current: dict[Any, Any] | None = None

    def __getitem__(self, key: Any) -> Any:
        value = self._tracker.get((*self._at, key), self._values.get(key, ABSENT))
        if value is ABSENT:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[Any]:
        return iter(self._tracker.get((*self._at, KEYS), tuple(self._values)))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, key: object) -> bool:
        # Whether there is a key is no part of its value.
        return key in set(self)

    def get(self, key: Any, default: Any = None) -> Any:
        return self[key] if key in set(self) else default

    def settle(self) -> None:
        """Note no more reads."""
        self.__class__ = SettledMapping

    def change(self) -> None:
        """Let what some cells have for a while be read."""
        self._current = None

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class SettledMapping(TrackedMapping):
    """A mapping whose reads are no longer noted."""

    def __getitem__(self, key: Any) -> Any:
        return self.current[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.current)

    def __len__(self) -> int:
        return len(self.current)

    def __contains__(self, key: object) -> bool:
        return key in self.current

    def get(self, key: Any, default: Any = None) -> Any:
        return self.current.get(key, default)

    def keys(self) -> Any:
        return self.current.keys()

    def values(self) -> Any:
        return self.current.values()

    def items(self) -> Any:
        return self.current.items()

    @property
    def current(self) -> dict[Any, Any]:
        """The items as they are for now."""
        if self._current is None:
            others = self._tracker.others
            keys = others.get((*self._at, KEYS), self._values)
            items = {key: others.get((*self._at, key), self._values.get(key, ABSENT)) for key in keys}
            self._current = {key: value for key, value in items.items() if value is not ABSENT}
        return self._current

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class TrackedTuple(Tracked, Sequence[Any]):
    """A tuple of objects, which are one cell. To hand it on is not to read it."""

    def __init__(self, tracker: ReadNoter, at: Cell, items: tuple[Any, ...]) -> None:
        self._tracker, self._at, self.originals = tracker, at, items
        self.cell = at if isinstance(at, SpecPath) else (*at, ITEMS)

    @property
    def pointer(self) -> SpecPath:
        """The place of a list in the spec."""
        return SpecPath(self.originals[0].pointer.parent)

    def __getitem__(self, index: Any) -> Any:
        return self._tracker.get(self.cell, self.originals)[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._tracker.get(self.cell, self.originals))

    def __len__(self) -> int:
        return len(self._tracker.get(self.cell, self.originals))


@cache
def tracked_class(cls: Any, is_noted: bool) -> Any:
    """Return a subclass of a dataclass, each field of which is read through a tracker if reads are noted."""
    properties: dict[str, Any] = {name: property(_reader(name)) for name in field_names(cls) if is_noted}
    properties |= {"__slots__": ("_at", "_cells", "_tracker", "_values"), "__eq__": _is, "__hash__": id}
    return type.__new__(type(cls), cls.__name__, (Tracked, cls), properties)


def _reader(name: str) -> Any:
    def read(owner: Any) -> Any:
        value = owner._values[name]
        return value if type(value) is TrackedTuple else owner._tracker.get(owner._cells[name], value)

    return read


def _is(one: Any, other: Any) -> bool:
    return one is other


@cache
def field_names(cls: Any) -> tuple[str, ...]:
    """Return the fields of a dataclass; the pointer of a part of the spec is none of it."""
    return tuple(field.name for field in fields(cls) if not (issubclass(cls, Record) and field.name == "pointer"))


def inner_cell(at: Cell, step: Any) -> Cell:
    """Return the cell of a field, an item or an entry of what is at a cell."""
    if isinstance(at, SpecPath):
        return at / (camel(step) if isinstance(step, str) else step)
    return (*at, step)
