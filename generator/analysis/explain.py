"""Explain why a spec has a value and what that shapes; or which places of the spec contribute to a resource."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from generator.analysis.changes import REMOVED, replaced, value_at
from generator.analysis.impact import Effect, ImpactAnalyzer
from generator.analysis.layers import DEFAULT, LayerValue, SpecLayers
from generator.analysis.paths import named, parse
from generator.analysis.schema_at import allowed, located
from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.suggestions import did_you_mean
from generator.diagnostics.usage_error import UsageError
from generator.spec.deserialize import with_changes
from generator.spec.model import Environment
from generator.spec.node import find
from generator.stack_plan.operations import PROVIDER_ADDRESS, SETTINGS_ADDRESS
from generator.system.parallel import run_on_cores


@dataclass(frozen=True, slots=True)
class Explanation:
    """A place in a spec. `layers` begins with the layer that counts; what follows is overridden or added to.

    `effects` are those of other values of a plain value; `refusals` the rules that refuse each of these by itself.
    """

    path: SpecPath
    value: Any
    layers: tuple[LayerValue, ...]
    description: str
    allowed: str
    effects: tuple[Effect, ...]
    refusals: tuple[tuple[str, ...], ...]
    impact: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contributor:
    """A place of the spec that shapes a resource. Of an entry, `existence` tells whether there is one without it."""

    path: SpecPath
    value: Any
    where: str
    existence: str = ""


def explain_path(analyzer: ImpactAnalyzer, layers: SpecLayers, text: str) -> Explanation:
    """Explain a value or a whole section. Raises UsageError where the spec has no such place."""
    root = analyzer.resolved.node
    at = parse(root, text)
    path = named(root, at)
    part, file = located(path)
    effects = tuple(analyzer.effects(at)) if analyzer.is_leaf(at) else ()
    impact = frozenset().union(*(effect.addresses for effect in effects)) if effects else _impact(analyzer, at)
    return Explanation(
        path,
        value_at(analyzer.changes.plain, at),
        tuple(layers.values_of(path)),
        part.get("description", ""),
        allowed(part, file),
        effects,
        tuple(_refused_by(analyzer, at, effect.value) for effect in effects),
        tuple(sorted(impact)),
    )


def _impact(analyzer: ImpactAnalyzer, at: SpecPath) -> frozenset[str]:
    """What places shape together. Entries come first: few values in them shape more than the entries do."""
    found: frozenset[str] = frozenset()
    places = analyzer.places(at)
    for is_leaf in (False, True):
        among = [place for place in places if analyzer.is_leaf(place) == is_leaf]
        found = found.union(run_on_cores(partial(_impact_of, analyzer, found), among))
    return found


def _impact_of(analyzer: ImpactAnalyzer, known: frozenset[str], places: Sequence[SpecPath]) -> list[str]:
    return list(analyzer.impact_of(places, known))


def _refused_by(analyzer: ImpactAnalyzer, at: SpecPath, value: Any) -> tuple[str, ...]:
    """Return the ids of the rules that find an error where a place has another value and nothing else changes."""
    before, plain = analyzer.resolved.environment, analyzer.changes.plain
    after = with_changes(before, plain, replaced(plain, {at: value}))
    try:
        return tuple(sorted({code for code, _ in {*_errors(after)} - {*_errors(before)}}))
    except Exception:  # rules count on each other: on what one of them refuses, another may stumble
        return ("a rule",)


def _errors(env: Environment) -> Iterator[tuple[str, SpecPath]]:
    from generator.rules import findings

    return ((found.code, found.pointer) for found in findings(env) if found.level == "error")


def is_address(text: str) -> bool:
    """Return whether a text is a Terraform address rather than a place in a spec."""
    return text.startswith(("aws_", "data.", "local.")) or text in (PROVIDER_ADDRESS, SETTINGS_ADDRESS)


def explain_address(analyzer: ImpactAnalyzer, address: str) -> list[Contributor]:
    """Return the places that shape a resource, lines of files first. Raises UsageError where there is none."""
    if address not in analyzer.addresses:
        near = did_you_mean(address, analyzer.addresses)
        raise UsageError(f"the stack has no {address!r}{near}")
    work = partial(_contributors, analyzer, address)
    return sorted(run_on_cores(work, analyzer.candidates(address)), key=_order)


def _contributors(analyzer: ImpactAnalyzer, address: str, among: Sequence[SpecPath]) -> list[Contributor]:
    return [_contributor(analyzer, address, at, effect) for at, effect in analyzer.contributors(address, among)]


def _contributor(analyzer: ImpactAnalyzer, address: str, at: SpecPath, effect: Effect) -> Contributor:
    root = analyzer.resolved.node
    node = find(root, at)
    location = node.location if node else None
    where = f"{location.file}:{location.line}" if location else DEFAULT
    existence = "" if analyzer.is_leaf(at) else _existence(address, effect)
    return Contributor(named(root, at), value_at(analyzer.changes.plain, at), where, existence)


def _existence(address: str, effect: Effect) -> str:
    if address not in effect.absent:
        return "the resource refers to it"
    if effect.value is REMOVED:
        return "without it there would be no such resource"
    return "of another name, it would be another resource"


def _order(contributor: Contributor) -> tuple[bool, bool, str, int, str]:
    file, _, line = contributor.where.rpartition(":")
    number = int(line) if line.isdigit() else 0
    return contributor.where == DEFAULT, not contributor.existence, file, number, str(contributor.path)
