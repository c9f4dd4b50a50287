"""Compare a tracked value with one that takes its place: which cells have other values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.analysis.tracked import ABSENT, ITEMS, KEYS, Cell, Tracked, TrackedMapping, TrackedTuple


def differences(before: Any, after: Any, at: Cell) -> Iterable[tuple[Cell, Any]]:
    """Return the cells of a tracked value that differ from another value, with what they have in that."""
    if before is after:
        return ()
    if isinstance(before, Tracked) and before._at == at:
        if isinstance(before, TrackedMapping) and isinstance(after, Mapping):
            return _of_mappings(before, after, at)
        if isinstance(before, TrackedTuple) and isinstance(after, tuple):
            return _of_tuples(before, after, at)
        if type(after) is type(before).__mro__[2]:
            return _of_objects(before, after)
    return ((at, after),) if before != after else ()


def _of_mappings(before: TrackedMapping, after: Mapping[Any, Any], at: Cell) -> Iterator[tuple[Cell, Any]]:
    known = before._values
    if list(known) != list(after):
        yield (*at, KEYS), tuple(after)
    for key in known.keys() | after.keys():
        yield from differences(known.get(key, ABSENT), after.get(key, ABSENT), (*at, key))


def _of_tuples(before: TrackedTuple, after: tuple[Any, ...], at: Cell) -> Iterable[tuple[Cell, Any]]:
    known = before.originals
    if len(known) == len(after):
        pairs = enumerate(zip(known, after, strict=True))
        found = [difference for index, pair in pairs for difference in differences(*pair, (*at, index))]
        # Its items are no cells, but parts of them are.
        if all(len(cell) > len(at) + 1 for cell, _ in found):
            return found
    return [((*at, ITEMS), tuple(_as_known(known, after, at)))]


def _as_known(known: tuple[Any, ...], after: tuple[Any, ...], at: Cell) -> Iterator[Any]:
    """The items of a tuple with items more or less, those that are what they were as the ones that are known."""
    start = 0
    for item in after:
        index = next((index for index in range(start, len(known)) if _is_equal(known[index], item, (*at, index))), None)
        yield item if index is None else known[index]
        start = start if index is None else index + 1


def _is_equal(before: Any, after: Any, at: Cell) -> bool:
    return next(iter(differences(before, after, at)), None) is None


def _of_objects(before: Any, after: Any) -> Iterator[tuple[Cell, Any]]:
    cells = before._cells
    for name, value in before._values.items():
        other = getattr(after, name)
        if value is not other:
            yield from differences(value, other, cells[name])
