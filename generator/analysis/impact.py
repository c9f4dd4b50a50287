"""What a line of a spec shapes, found out by changing it: the addresses that differ are the answer, no more, no less.

A spec is built with the recorder (`record.py`) as it is and once more for each change. So what is reported is true
of the very changes that were tried, and these are reported with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Any, TypeVar

from generator.analysis.mutations import other_values
from generator.analysis.paths import named, outer_entries
from generator.analysis.record import Record, record
from generator.diagnostics.spec_path import SpecPath
from generator.spec.deserialize import with_changes
from generator.spec.model import Environment
from generator.spec.node import to_plain
from generator.spec.resolve import Resolved

T = TypeVar("T")
# How many changes of one value are tried.
CANDIDATES, TRIES = 24, 4
# Up to so many values of a section are changed one by one.
ONE_BY_ONE = 60
REMOVED = object()


@dataclass(frozen=True, slots=True)
class Impact:
    """One change that was tried: the new value, the addresses that it changes, and the rules that would refuse it."""

    value: Any
    addresses: frozenset[str]
    refused_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImpactAnalyzer:
    """A resolved spec, to be built with changes."""

    resolved: Resolved

    @cached_property
    def plain(self) -> Any:
        return to_plain(self.resolved.node)

    @cached_property
    def built(self) -> Record:
        return record(self.resolved.environment)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        found = (entry.name for _, entry in outer_entries(self.resolved.node))
        return tuple(dict.fromkeys(name for name in found if name is not None))

    @cached_property
    def known_errors(self) -> frozenset[tuple[str, SpecPath]]:
        return frozenset(_errors(self.resolved.environment))

    def effects(self, at: SpecPath, first: Iterable[Any] = ()) -> list[Impact]:
        """What changes of the value at a pointer do. `first` are values to try before those of the schema.

        A change that the rules refuse is tried only where they refuse all: weights, say, that no longer add up.
        """
        candidates = islice(self._candidates(at, first), CANDIDATES)
        judged = [(candidate, self._refusals(at, candidate)) for candidate in candidates]
        allowed = [entry for entry in judged if not entry[1]]
        tried = list(_some(self._effect(at, *entry) for entry in allowed or judged))
        # Beyond a few, only what shows an effect where these show none.
        return tried[:TRIES] if any(effect.addresses for effect in tried[:TRIES]) else _told(tried)

    def entry_effects(self, at: SpecPath) -> list[Impact]:
        """What becomes of the stack without an entry of a list; with another name for it where it is needed."""
        refused_by = self._refusals(at, REMOVED)
        removed = self._effect(at, REMOVED, refused_by)
        if removed is not None and not refused_by:
            return [removed]
        new, changed = self._under_another_name(at)
        return [] if changed is None else [Impact(new, difference(self.built, changed))]

    def common_effect(self, places: Sequence[SpecPath]) -> frozenset[str]:
        """The addresses that change when any of many places does: each alone, or where they are many, at once."""
        if len(places) <= ONE_BY_ONE:
            changes = [{at: value} for at in places for value in self.values(at, 2)]
        else:
            changes = [{at: value for at in places for value in self.values(at, 1)}]
        return frozenset(address for each in changes for address in self._union(each))

    def contributors(self, address: str, changes: Mapping[SpecPath, Any]) -> Iterator[tuple[SpecPath, bool]]:
        """Those of some changes that change an address, found by halving: most places shape few addresses.

        With each stands whether that is known: of a change that can't be built, it is not.
        """
        built = self._build(replaced(self.plain, changes), only=address)
        if built is not None and built.get(address) == self.built.get(address):
            return
        if len(changes) > 1:
            for half in _halves(changes):
                yield from self.contributors(address, half)
        else:
            yield next(iter(changes)), built is not None

    def values(self, at: SpecPath, most: int) -> list[Any]:
        """Some other values that the schema takes at a place."""
        return list(islice(self._candidates(at, ()), most))

    def makes(self, at: SpecPath, address: str) -> str:
        """How a resource depends on an entry of a list for being there; empty where it does not."""
        removed = self._build(replaced(self.plain, {at: REMOVED}))
        if removed is not None:
            return "" if address in removed else "without it there would be no such resource"
        _, renamed = self._under_another_name(at)
        return "" if renamed is None or address in renamed else "of another name, it would make another resource"

    def _under_another_name(self, at: SpecPath) -> tuple[str, Record | None]:
        """The build with another name for an entry wherever it is referred to; for its namesakes too, if need be."""
        name = str(value_at(self.plain, at)["name"])
        new = f"{name}-x"
        namesakes = {other / "name" for other, entry in outer_entries(self.resolved.node) if entry.name == name}
        own = at / "name"
        references = [place for place in _places_of(self.plain, name) if place not in namesakes]
        for plain in (
            self._renamed(own, references, new),
            replaced(self.plain, dict.fromkeys((own, *references), new)),
        ):
            built = self._build(plain)
            if built is not None:
                return new, built
        return new, self._build(replaced(self.plain, dict.fromkeys((*references, *namesakes), new)))

    def _renamed(self, own: SpecPath, references: Sequence[SpecPath], new: str) -> Any:
        """Plain data with another name for an entry, and for those references that rules miss it at."""
        renamed = {own}
        while True:
            plain = replaced(self.plain, dict.fromkeys(renamed, new))
            missed = [at for _, at in self._new_errors(plain)]
            more = {place for place in references if any(place[: len(at)] == at for at in missed)} - renamed
            if not more:
                return plain
            renamed |= more

    def _union(self, changes: Mapping[SpecPath, Any]) -> frozenset[str]:
        changed = self.changed_by(changes) if changes else frozenset()
        if changed is not None or len(changes) == 1:
            return changed or frozenset()
        one, other = _halves(changes)
        return self._union(one) | self._union(other)

    def changed_by(self, changes: Mapping[SpecPath, Any]) -> frozenset[str] | None:
        """The addresses that differ when several places have other values, or None where nothing can be built."""
        changed = self._build(replaced(self.plain, changes))
        return None if changed is None else difference(self.built, changed)

    def _build(self, plain: Any, only: str | None = None) -> Record | None:
        try:
            return record(self._environment(plain), only)
        except Exception:  # what a builder makes of a spec that the rules refuse is its own affair
            return None

    def _candidates(self, at: SpecPath, first: Iterable[Any]) -> Iterator[Any]:
        value = value_at(self.plain, at)
        described_at = named(self.resolved.node, at)
        seen: list[Any] = []
        known = other_values(value, described_at, self._names)
        for each in chain((each for each in first if each != value), known):
            if each not in seen:
                seen.append(each)
                yield each

    def _refusals(self, at: SpecPath, value: Any) -> tuple[str, ...]:
        """The rules that refuse a change and did not refuse the spec before."""
        try:
            return tuple(sorted({code for code, _ in self._new_errors(replaced(self.plain, {at: value}))}))
        except Exception:  # rules count on what the schema guarantees, and a lone change may break that
            return ("the schema",)

    def _new_errors(self, plain: Any) -> set[tuple[str, SpecPath]]:
        return {*_errors(self._environment(plain))} - self.known_errors

    def _environment(self, plain: Any) -> Environment:
        return with_changes(self.resolved.environment, self.plain, plain)

    def _effect(self, at: SpecPath, value: Any, refused_by: tuple[str, ...]) -> Impact | None:
        changed = self.changed_by({at: value})
        return None if changed is None else Impact(value, changed, refused_by)


def difference(before: Record, after: Record) -> frozenset[str]:
    """The addresses that two builds do not have in common, or have differently."""
    return frozenset(address for address in {*before, *after} if before.get(address) != after.get(address))


def replaced(plain: Any, changes: Mapping[SpecPath, Any]) -> Any:
    """A copy of plain data with other values; a place whose value is REMOVED is gone."""
    for at, value in sorted(changes.items(), key=lambda change: _position(change[0]), reverse=True):
        plain = _replaced(plain, at, value)
    return plain


def _position(at: SpecPath) -> tuple[tuple[int, str], ...]:
    return tuple((step, "") if isinstance(step, int) else (-1, step) for step in at)


def _replaced(plain: Any, at: SpecPath, value: Any) -> Any:
    if not at:
        return value
    step, rest = at[0], SpecPath(at[1:])
    if isinstance(plain, dict):
        kept = {key: item for key, item in plain.items() if key != step or rest or value is not REMOVED}
        return kept if step not in kept else {**kept, step: _replaced(plain[step], rest, value)}
    assert isinstance(step, int)
    if not rest and value is REMOVED:
        return [*plain[:step], *plain[step + 1 :]]
    return [*plain[:step], _replaced(plain[step], rest, value), *plain[step + 1 :]]


def value_at(plain: Any, at: SpecPath) -> Any:
    for step in at:
        plain = plain[step]
    return plain


def _told(tried: Sequence[Impact]) -> list[Impact]:
    return [*tried[:TRIES], *[effect for effect in tried[TRIES:] if effect.addresses][:1]]


def _halves(changes: Mapping[SpecPath, Any]) -> tuple[Mapping[SpecPath, Any], Mapping[SpecPath, Any]]:
    entries = list(changes.items())
    middle = len(entries) // 2
    return dict(entries[:middle]), dict(entries[middle:])


def _places_of(plain: Any, text: str, at: SpecPath = SpecPath()) -> Iterator[SpecPath]:  # noqa: B008  # immutable
    """Where a text stands as a whole value."""
    if isinstance(plain, dict | list):
        for step, item in plain.items() if isinstance(plain, dict) else enumerate(plain):
            yield from _places_of(item, text, at / step)
    elif plain == text and isinstance(plain, str):
        yield at


def _errors(env: Environment) -> list[tuple[str, SpecPath]]:
    from generator import rules

    return [(finding.code, finding.pointer) for finding in rules.findings(env) if finding.level == "error"]


def _some(found: Iterable[T | None]) -> Iterable[T]:
    return (each for each in found if each is not None)
