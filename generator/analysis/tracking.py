"""Note which values are read, and let some be others for a while: the spec's, and what steps return."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import is_dataclass
from typing import Any, cast

from generator.analysis.tracked import (
    Cell,
    Tracked,
    TrackedMapping,
    TrackedTuple,
    field_names,
    inner_cell,
    tracked_class,
)
from generator.diagnostics.spec_path import SpecPath
from generator.spec.deserialize import record_fields
from generator.spec.record import Record


class Tracker:
    """The cells that are read, and those that have other values."""

    def __init__(self) -> None:
        # Those of the step that runs; None while nobody takes note of them.
        self.reads: dict[Cell, None] | None = None
        self.others: dict[Cell, Any] = {}
        self.originals: dict[Cell, Any] = {}
        self._owners: dict[Cell, tuple[Any, str]] = {}
        self._objects: list[Any] = []
        self._tuples: dict[Cell, TrackedTuple] = {}
        self._mappings: dict[Cell, TrackedMapping] = {}

    def track(self, value: Any, at: Cell) -> Any:
        """Return a value whose parts note their reads. What has no parts is itself, and so are maps of the spec."""
        if isinstance(value, Tracked):
            return value
        if isinstance(value, tuple) and value and all(map(is_dataclass, value)):
            items = tuple(self.track(item, inner_cell(at, index)) for index, item in enumerate(value))
            tracked = TrackedTuple(self, at, items)
            self._tuples[tracked.cell] = tracked
            return tracked
        if isinstance(value, Mapping) and not isinstance(at, SpecPath):
            self._mappings[at] = TrackedMapping(
                self, at, {key: self.track(item, (*at, key)) for key, item in value.items()}
            )
            return self._mappings[at]
        return self._object(value, at) if is_dataclass(value) else value

    def get(self, cell: Cell, original: Any) -> Any:
        """Return the value that a cell has, and note that it is read."""
        if self.reads is None:
            return self.others.get(cell, original)
        self.reads[cell] = None
        self.originals[cell] = original
        return original

    def settle(self) -> None:
        """Take note of no more reads. Values are read as any others from now on, so quickly."""
        self.reads = None
        for tracked in self._objects:
            object.__setattr__(tracked, "__class__", tracked_class(type(tracked).__mro__[2], False))
            for name, value in tracked._values.items():
                object.__setattr__(tracked, name, value)
        for mapping in self._mappings.values():
            mapping.settle()

    def change(self, cell: Cell, value: Any) -> None:
        """Let a cell have another value from now on."""
        self.others[cell] = value
        self._set(cell, value)

    def reset(self, cells: Iterable[Cell]) -> None:
        """Let cells have their own values again."""
        for cell in list(cells):
            del self.others[cell]
            owner, name = self._owners.get(cell, (None, ""))
            self._set(cell, owner._values[name] if owner is not None else None)

    def _set(self, cell: Cell, value: Any) -> None:
        owner, name = self._owners.get(cell, (None, ""))
        if owner is None:
            if cell[:-1] in self._mappings:
                self._mappings[cell[:-1]].change()
        elif cell not in self._tuples:
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
        while at and at not in self._owners:
            at = at.parent
        return at

    def is_cell(self, at: SpecPath) -> bool:
        """Return whether a place of the spec is a cell itself."""
        return at in self._owners

    def _object(self, value: Any, at: Cell) -> Any:
        cls = cast(Hashable, type(value))
        if hasattr(value, "__dict__"):
            raise TypeError(f"a step has returned {cls}, which may keep what it has read: give it slots=True")
        tracked = object.__new__(tracked_class(cls, True))
        cells = {name: inner_cell(at, name) for name in field_names(cls)}
        values = {name: self.track(getattr(value, name), cell) for name, cell in cells.items()}
        for name, content in {"_tracker": self, "_at": at, "_cells": cells, "_values": values}.items():
            object.__setattr__(tracked, name, content)
        if isinstance(value, Record):
            object.__setattr__(tracked, "pointer", at)
        self._owners.update({cell: (tracked, name) for name, cell in cells.items()})
        self._objects.append(tracked)
        return tracked
