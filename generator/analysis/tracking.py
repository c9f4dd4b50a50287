"""Values that note when they are read, and that can be others for a while: the spec's, and what steps return.

A cell is a field of an object or an item of a mapping, by the way to it: a pointer of the spec, or a step and what
leads from its result to the cell.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, cast

from generator.diagnostics.spec_path import SpecPath
from generator.spec.deserialize import camel, record_fields
from generator.spec.record import Record

Cell = tuple[Hashable, ...]
# The last part of a cell for the keys of a mapping, the items of a tuple; the value of a cell that there is no longer.
KEYS, ITEMS, ABSENT = object(), object(), object()


class Tracker:
    """The cells that are read, and those that have other values."""

    def __init__(self) -> None:
        # Those of the step that runs; None while nobody takes note of them.
        self.reads: dict[Cell, None] | None = None
        self.others: dict[Cell, Any] = {}
        self.originals: dict[Cell, Any] = {}
        self._owners: dict[Cell, tuple[Any, str]] = {}
        self._objects: list[Any] = []

    def track(self, value: Any, at: Cell) -> Any:
        """Return a value whose parts note their reads. What has no parts is itself, and so are maps of the spec."""
        if isinstance(value, Tracked):
            return value
        if isinstance(value, tuple) and value and all(map(is_dataclass, value)):
            items = tuple(self.track(item, _inner(at, index)) for index, item in enumerate(value))
            return TrackedTuple(self, at, items)
        if isinstance(value, Mapping) and not isinstance(at, SpecPath):
            return TrackedMapping(self, at, {key: self.track(item, (*at, key)) for key, item in value.items()})
        return self._object(value, at) if is_dataclass(value) else value

    def get(self, cell: Cell, original: Any) -> Any:
        """Return the value that a cell has, and note that it is read."""
        if self.reads is None:
            return self.others.get(cell, original)
        self.reads[cell] = None
        self.originals[cell] = original
        return original

    def settle(self) -> None:
        """Take note of no more reads. Fields of objects are read as those of any object from now on, so quickly."""
        self.reads = None
        for tracked in self._objects:
            object.__setattr__(tracked, "__class__", _tracked_class(type(tracked).__mro__[2], False))
            for name, value in tracked._values.items():
                object.__setattr__(tracked, name, value)

    def change(self, cell: Cell, value: Any) -> None:
        """Let a cell have another value from now on."""
        self.others[cell] = value
        self._set(cell, value)

    def reset(self, cells: Iterable[Cell]) -> None:
        """Let cells have their own values again."""
        for cell in list(cells):
            del self.others[cell]
            if cell in self._owners:
                owner, name = self._owners[cell]
                self._set(cell, owner._values[name])

    def _set(self, cell: Cell, value: Any) -> None:
        owner, name = self._owners.get(cell, (None, ""))
        if owner is not None and not isinstance(owner._values[name], TrackedTuple):
            object.__setattr__(owner, name, value)

    def original(self, cell: SpecPath) -> Any:
        """Return the value of a cell of the spec, whatever it has for a while."""
        owner, name = self._owners[cell]
        value = owner._values[name]
        return value.originals if isinstance(value, TrackedTuple) else value

    def deserialized(self, cell: SpecPath, plain: Any) -> Any:
        """Return the value that a cell of the spec has for plain data."""
        owner, name = self._owners[cell]
        read = next(read for field, _, read in record_fields(type(owner).__mro__[2]) if field == name)
        return read(plain, cell)

    def cell_of(self, at: SpecPath) -> SpecPath:
        """Return the innermost cell that holds a place of the spec; the root, which is none, where no field does."""
        cells = (SpecPath(at[:end]) for end in range(len(at), 0, -1))
        return next((cell for cell in cells if cell in self._owners), SpecPath())

    def is_cell(self, at: SpecPath) -> bool:
        """Return whether a place of the spec is a cell itself."""
        return at in self._owners

    def _object(self, value: Any, at: Cell) -> Any:
        cls = cast(Hashable, type(value))
        if hasattr(value, "__dict__"):
            raise TypeError(f"a step has returned {cls}, which may keep what it has read: give it slots=True")
        tracked = object.__new__(_tracked_class(cls, True))
        cells = {name: _inner(at, name) for name in _names(cls)}
        values = {name: self.track(getattr(value, name), cell) for name, cell in cells.items()}
        for name, content in {"_tracker": self, "_at": at, "_cells": cells, "_values": values}.items():
            object.__setattr__(tracked, name, content)
        if isinstance(value, Record):
            object.__setattr__(tracked, "pointer", at)
        self._owners.update({cell: (tracked, name) for name, cell in cells.items()})
        self._objects.append(tracked)
        return tracked


class Tracked:
    """What notes the reads of its parts."""

    __slots__ = ()
    _at: Cell
    _tracker: Tracker
    _values: dict[Any, Any]


class TrackedMapping(Tracked, Mapping[Any, Any]):
    """A mapping of which each key is a cell, and the keys as a whole are one."""

    def __init__(self, tracker: Tracker, at: Cell, items: dict[Any, Any]) -> None:
        self._tracker, self._at, self._values = tracker, at, items

    def __getitem__(self, key: Any) -> Any:
        value = self._tracker.get((*self._at, key), self._values.get(key, ABSENT))
        if value is ABSENT:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[Any]:
        return iter(self._tracker.get((*self._at, KEYS), tuple(self._values)))

    def __len__(self) -> int:
        return len(list(iter(self)))

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class TrackedTuple(Tracked, Sequence[Any]):
    """A tuple of objects, which are one cell. To hand it on is not to read it."""

    def __init__(self, tracker: Tracker, at: Cell, items: tuple[Any, ...]) -> None:
        self._tracker, self._at, self.originals = tracker, at, items
        self._cell = at if isinstance(at, SpecPath) else (*at, ITEMS)

    @property
    def pointer(self) -> SpecPath:
        """The place of a list in the spec."""
        return SpecPath(self.originals[0].pointer.parent)

    def __getitem__(self, index: Any) -> Any:
        return self._tracker.get(self._cell, self.originals)[index]

    def __len__(self) -> int:
        return len(self._tracker.get(self._cell, self.originals))


def differences(before: Any, after: Any, at: Cell) -> Iterator[tuple[Cell, Any]]:
    """Yield the cells of a tracked value that differ from another value, with what they have in that."""
    if before is after:
        return
    is_whole = isinstance(before, Tracked) and before._at == at
    if is_whole and isinstance(before, TrackedMapping) and isinstance(after, Mapping):
        if list(before._values) != list(after):
            yield (*at, KEYS), tuple(after)
        for key in before._values.keys() | after.keys():
            yield from differences(before._values.get(key, ABSENT), after.get(key, ABSENT), (*at, key))
    elif is_whole and type(after) is type(before).__mro__[2]:
        for name, value in before._values.items():
            yield from differences(value, getattr(after, name), (*at, name))
    elif is_whole and isinstance(before, TrackedTuple) and isinstance(after, tuple):
        pairs = enumerate(zip(before.originals, after, strict=False))
        found = [difference for index, pair in pairs for difference in differences(*pair, (*at, index))]
        # Its items are no cells, but parts of them are.
        are_alike = len(before.originals) == len(after) and all(len(cell) > len(at) + 1 for cell, _ in found)
        yield from found if are_alike else [((*at, ITEMS), after)]
    elif before != after:
        yield at, after


@cache
def _tracked_class(cls: Any, is_noted: bool) -> Any:
    """Return a subclass of a dataclass, each field of which is read through a tracker if reads are noted."""
    properties: dict[str, Any] = {name: property(_reader(name)) for name in _names(cls) if is_noted}
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
def _names(cls: Any) -> tuple[str, ...]:
    """The fields of a dataclass; the pointer of a part of the spec is none of it."""
    return tuple(field.name for field in fields(cls) if not (issubclass(cls, Record) and field.name == "pointer"))


def _inner(at: Cell, step: Any) -> Cell:
    if isinstance(at, SpecPath):
        return at / (camel(step) if isinstance(step, str) else step)
    return (*at, step)
