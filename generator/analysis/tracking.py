"""Environments that note which of their fields are read, and in which fields can have other values for a while."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from generator.diagnostics.spec_path import SpecPath
from generator.spec.deserialize import fields_of
from generator.spec.model import Environment
from generator.spec.record import Record

# The place of a field in the spec.
Cell = SpecPath


class Tracker:
    """The cells of an environment that are read, and those that have other values."""

    def __init__(self, environment: Environment) -> None:
        self.reads: set[Cell] = set()
        self.others: Mapping[Cell, Any] = {}
        self.cells: dict[Cell, tuple[Record, str]] = {}
        self.environment: Environment = self._tracked(environment)

    def original(self, cell: Cell) -> Any:
        """Return the value of a cell, whatever it has for a while."""
        record, name = self.cells[cell]
        return _slot(type(record), name).__get__(record)

    def read(self, cell: Cell, plain: Any) -> Any:
        """Return the value that a cell has for plain data."""
        record, name = self.cells[cell]
        reader = next(read for field, _, read in fields_of(type(record).__mro__[1]) if field == name)
        return reader(plain, cell)

    def cell_of(self, at: SpecPath) -> Cell:
        """Return the innermost cell that holds a place."""
        return next(cell for end in range(len(at), 0, -1) if (cell := SpecPath(at[:end])) in self.cells)

    def _tracked(self, value: Any) -> Any:
        if isinstance(value, Record):
            return self._record(value)
        if isinstance(value, tuple):
            return tuple(map(self._tracked, value))
        return value

    def _record(self, record: Record) -> Record:
        tracked: Any = object.__new__(_tracked_class(type(record)))
        cells = {}
        at: SpecPath = record.pointer  # type: ignore[attr-defined]  # every class of the model has it
        for name, key, _ in fields_of(type(record)):
            cells[name] = at / key
            self.cells[at / key] = tracked, name
            _slot(type(tracked), name).__set__(tracked, self._tracked(getattr(record, name)))
        for name, value in {"pointer": at, "_cells": cells, "_tracker": self}.items():
            object.__setattr__(tracked, name, value)
        return tracked


def _slot(cls: type[Record], name: str) -> Any:
    """The descriptor that holds a field's value, beneath the property by which it is read."""
    return next(found for base in reversed(cls.__mro__) if (found := vars(base).get(name)) is not None)


@cache
def _tracked_class(cls: Any) -> Any:
    """Return a subclass of a class of the model, each field of which is read through a tracker."""
    properties: dict[str, Any] = {name: property(_reader(name, _slot(cls, name))) for name, *_ in fields_of(cls)}
    names = {"__slots__": ("_cells", "_tracker"), "__eq__": _is_same, "__hash__": cls.__hash__}
    return type.__new__(type(cls), cls.__name__, (cls,), {**properties, **names})


def _is_same(record: Any, other: object) -> bool:
    """Whether two records are equal, which two of different places never are."""
    return record is other or (
        isinstance(other, Record) and record.pointer == other.pointer and Record.__eq__(record, other)
    )


def _reader(name: str, slot: Any) -> Any:
    def read(record: Any) -> Any:
        tracker, cell = record._tracker, record._cells[name]
        tracker.reads.add(cell)
        return tracker.others[cell] if cell in tracker.others else slot.__get__(record)

    return read
