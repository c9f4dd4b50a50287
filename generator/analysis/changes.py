"""Generate changes of a spec: other values that the schema takes at a place, or the absence of an entry.

The name of an entry stands for the entry. Entries and names are those of named lists, at any depth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from generator.analysis.implied_changes import implied, implied_changes, may_imply
from generator.analysis.other_values import is_valid, other_values, references
from generator.analysis.paths import entries, leaves, outer_entries
from generator.diagnostics.spec_path import SpecPath
from generator.spec.node import Node, to_plain

REMOVED = object()


@dataclass(frozen=True, slots=True)
class Change:
    """The new value of a place, and of all places that have to change with it."""

    value: Any
    values: Mapping[SpecPath, Any]


class SpecChanges:
    """The places of a spec, and the changes that each may have."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self.plain = to_plain(root)
        self._known_implied: dict[str, list[Any]] = {}
        self.entries = {at: str(entry.name) for at, entry in entries(root)}
        names = {at / "name" for at in self.entries}
        self.leaves = {at: None for at, _ in leaves(root) if at not in names}

    def to_other_values(self, at: SpecPath) -> Iterator[Change]:
        """Yield changes of a leaf to other values of its schema."""
        return self._to(at, other_values(value_at(self.plain, at), at))

    def to_names(self, at: SpecPath) -> Iterator[Change]:
        """Yield changes of a leaf to names of entries: of those around it first, and of lists that its key is like."""
        order = {
            name: (not is_near, not str(entry[-2]).startswith(str(at[-1])))
            for entry, name in self.entries.items()
            if (is_near := len(entry) > 2 and at[: len(entry) - 2] == entry[:-2]) or entry in self._outer
        }
        return self._to(at, references(value_at(self.plain, at), at, sorted(order, key=order.__getitem__)))

    def of_entry(self, at: SpecPath) -> Iterator[Change]:
        """Yield the absence of an entry; then another name for it and wherever it is mentioned, also for namesakes."""
        yield Change(REMOVED, {at: REMOVED})
        own, name = at / "name", self.entries[at]
        new = next((value for value in other_values(name, own) if value not in self._mentions), None)
        mentions = [place for place in self._mentions[name] if new is not None and is_valid(new, place)]
        mentioned = [place for place in mentions if place.parent not in self._outer or place[-1] != "name"]
        for places in ((own, *mentioned), mentions) if mentions else ():
            yield Change(new, dict.fromkeys(places, new))

    def _to(self, at: SpecPath, values: Iterable[Any]) -> Iterator[Change]:
        for value in values:
            changed = {at: value}
            if may_imply(at):
                section = str(at[0])
                after = implied(replaced(self.plain, changed), section)
                changed |= implied_changes(self.plain, self._implied(section), after)
            yield Change(value, changed)

    def _implied(self, section: str) -> list[Any]:
        if section not in self._known_implied:
            self._known_implied[section] = implied(self.plain, section)
        return self._known_implied[section]

    def taken_along(self, at: SpecPath) -> tuple[SpecPath, ...]:
        """Return the places that change with a leaf, as its section copies the value there."""
        if not may_imply(at):
            return ()
        return tuple(place for change in islice(self.to_other_values(at), 1) for place in change.values if place != at)

    @cached_property
    def _outer(self) -> set[SpecPath]:
        """The entries that are in no other."""
        return {at for at, _ in outer_entries(self._root)}

    @cached_property
    def _mentions(self) -> Mapping[str, tuple[SpecPath, ...]]:
        """The places of each text that is a whole value."""
        found: dict[str, tuple[SpecPath, ...]] = {}
        for text, at in _texts(self.plain, SpecPath()):
            found[text] = (*found.get(text, ()), at)
        return found


def value_at(plain: Any, at: SpecPath) -> Any:
    """Return the value at a place of plain data."""
    for step in at:
        plain = plain[step]
    return plain


def replaced(plain: Any, changes: Mapping[SpecPath, Any]) -> Any:
    """Return a copy of plain data with other values; a place whose value is REMOVED is gone."""
    for at, value in changes.items():
        plain = _replaced(plain, at, value)
    return plain


def _replaced(plain: Any, at: SpecPath, value: Any) -> Any:
    if not at:
        return value
    step, rest = at[0], SpecPath(at[1:])
    if isinstance(plain, list):
        kept = [] if value is REMOVED and not rest else [_replaced(plain[int(step)], rest, value)]
        return [*plain[: int(step)], *kept, *plain[int(step) + 1 :]]
    return {**plain, step: _replaced(plain[step], rest, value)}


def _texts(plain: Any, at: SpecPath) -> Iterator[tuple[str, SpecPath]]:
    if isinstance(plain, dict | list):
        for step, item in plain.items() if isinstance(plain, dict) else enumerate(plain):
            yield from _texts(item, at / step)
    elif isinstance(plain, str):
        yield plain, at
