"""Relate places of a spec and the addresses of its stack that they shape, in both directions.

A place shapes an address exactly if another value there changes what is planned for it. Values are those that the
schema takes; of an entry, the other value is its absence, or another name where the rest of the spec needs the entry.
A section shapes what the places in it shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from generator.analysis.changes import REMOVED, Change, SpecChanges, replaced, value_at
from generator.analysis.dependencies import Dependencies
from generator.analysis.other_values import is_enumerated
from generator.analysis.recording import RecordedPlan
from generator.analysis.tracked import Cell
from generator.diagnostics.spec_path import SpecPath
from generator.spec.resolve import Resolved

# Plans are made with other values of a place until one of them changes anything, with at least two of numbers and of
# words of an enum; of a list, where each item may matter to another address, with all. So many at most.
MOST = 12


@dataclass(frozen=True, slots=True)
class Effect:
    """Another value of a place, and the addresses that it changes; `absent` are those of them that it removes."""

    value: Any
    addresses: frozenset[str]
    absent: frozenset[str]


class ImpactAnalyzer:
    """A resolved spec and its recorded plan."""

    def __init__(self, resolved: Resolved) -> None:
        self.resolved = resolved
        self.changes = SpecChanges(resolved.node)
        self.plan = RecordedPlan(resolved.environment)
        self._dependencies = Dependencies(self.plan)

    @property
    def addresses(self) -> set[str]:
        """Return the addresses of the plan."""
        return self.plan.addresses

    def is_leaf(self, at: SpecPath) -> bool:
        """Return whether a place is a value that is replaced as a whole, not an entry or a section."""
        return at in self.changes.leaves

    def impact(self, at: SpecPath) -> frozenset[str]:
        """Return the addresses that a leaf, an entry or a section shapes."""
        return self.impact_of(self.places(at))

    def impact_of(self, places: Iterable[SpecPath], known: frozenset[str] = frozenset()) -> frozenset[str]:
        """Return the addresses that some entries and leaves shape together, and those that are `known` before."""
        found = set(known)
        for place in places:
            possible = self._dependencies.addresses_after(self._possible_cells(place))
            effects = self.effects(place)
            while not possible <= found and (effect := next(effects, None)) is not None:
                found |= effect.addresses
        return frozenset(found)

    def candidates(self, address: str) -> list[SpecPath]:
        """Return the leaves and entries that may shape an address: no others do."""
        behind = self._dependencies.cells_behind(address)
        return [place for place, cells in self._cells_of_places.items() if not behind.isdisjoint(cells)]

    def contributors(self, address: str, among: Iterable[SpecPath]) -> Iterator[tuple[SpecPath, Effect]]:
        """Yield those of some candidates that do shape an address, each with an effect that shows it."""
        for place in among:
            shown = next((effect for effect in self.effects(place) if address in effect.addresses), None)
            if shown is not None:
                yield place, shown

    @cached_property
    def _cells_of_places(self) -> dict[SpecPath, frozenset[Cell]]:
        """Return the cells that another value of each entry and leaf may change. Worked out once for all addresses."""
        return {place: frozenset(self._possible_cells(place)) for place in self.places(SpecPath())}

    def _possible_cells(self, place: SpecPath) -> Iterable[Cell]:
        if place in self.changes.leaves:
            return map(self.plan.tracker.cell_of, (place, *self.changes.taken_along(place)))
        return (cell for change in self.changes.of_entry(place) for cell in self._cells(change))

    def places(self, at: SpecPath) -> list[SpecPath]:
        """Return the entries and leaves at a place or in it; of what is part of one, that one."""
        places = (*self.changes.entries, *self.changes.leaves)
        return [place for place in places if place[: len(at)] == at] or [at.parent]

    def effects(self, at: SpecPath) -> Iterator[Effect]:
        """Yield the effects of other values of a leaf, or of an entry's absence: of those that can be planned."""
        if at in self.changes.entries:
            yield from islice(self._effects(self.changes.of_entry(at)), 1)
            return
        value, is_shown = value_at(self.changes.plain, at), False
        is_list, enough = isinstance(value, list), 2 if isinstance(value, int | float) or is_enumerated(at) else 1
        for count, effect in enumerate(islice(self._effects(self.changes.to_other_values(at)), MOST), 1):
            yield effect
            is_shown = is_shown or bool(effect.addresses)
            if is_shown and count >= enough and not is_list:
                return
        if is_list or not is_shown:
            named = (effect for effect in self._effects(self.changes.to_names(at)) if effect.addresses)
            yield from islice(named, MOST if is_list else 1)

    def _effects(self, changes: Iterable[Change]) -> Iterator[Effect]:
        return (effect for change in changes if (effect := self.effect(change)) is not None)

    def effect(self, change: Change) -> Effect | None:
        """Return what a change does; None where it cannot be planned."""
        planned = self.plan.changed(self._cells(change))
        return None if planned is None else Effect(change.value, *planned)

    def _cells(self, change: Change) -> Mapping[Cell, Any]:
        """Return the cells of the recorded plan that differ with a change, and their values."""
        tracker = self.plan.tracker
        (at, *_) = change.values
        if change.value is REMOVED and tracker.is_cell(at.parent):
            # Those behind it are what they were, though their positions differ.
            items, index = tracker.original(at.parent), int(at[-1])
            return {at.parent: (*items[:index], *items[index + 1 :])}
        if len(change.values) == 1 and change.value is not REMOVED and tracker.is_cell(at):
            return {at: tracker.deserialized(at, change.value)}
        after = replaced(self.changes.plain, change.values)
        cells = {tracker.cell_of(at.parent if value is REMOVED else at) for at, value in change.values.items()}
        # What directs how files are merged is in no cell: nothing is planned from it.
        return {cell: tracker.deserialized(cell, value_at(after, cell)) for cell in cells if cell}
