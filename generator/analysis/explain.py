"""Why a spec says what it says, and what that makes; or, from a resource, which lines of the spec made it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from generator.analysis.impact import REMOVED, Impact, ImpactAnalyzer, value_at
from generator.analysis.layers import DEFAULT, LayerValue, SpecLayers
from generator.analysis.paths import leaves, named, outer_entries, parse
from generator.analysis.schema_at import allowed, located
from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.suggestions import did_you_mean
from generator.diagnostics.usage import UsageError
from generator.spec.merge import is_named_list
from generator.spec.node import Node, find, to_plain
from generator.stack_plan.operations import PROVIDER_ADDRESS, SETTINGS_ADDRESS


@dataclass(frozen=True, slots=True)
class Explanation:
    """A place in a spec. `said` begins with the layer that counts; what follows is overridden or added to.

    `effects` are the changes that were tried; `shapes` are the addresses that any of them changes.
    """

    path: SpecPath
    value: Any
    said: tuple[LayerValue, ...]
    description: str
    allowed: str
    effects: tuple[Impact, ...]
    shapes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contributor:
    """A place of the spec that shapes a resource; `makes` tells how where the resource is there because of it."""

    path: SpecPath
    value: Any
    where: str
    makes: str = ""


def explain_path(lab: ImpactAnalyzer, layers: SpecLayers, text: str) -> Explanation:
    """Explain a value or a whole section. Raises UsageError where the spec has no such place."""
    root = lab.resolved.node
    at = parse(root, text)
    node, path = find(root, at), named(root, at)
    assert node is not None
    part, file = located(path)
    said, effects = tuple(layers.values_of(path)), _effects(lab, layers, at, node)
    shapes = {address for effect in effects for address in effect.addresses}
    if not effects:
        shapes |= _of_section(lab, at, node)
    return Explanation(
        path, to_plain(node), said, part.get("description", ""), allowed(part, file), tuple(effects), _sorted(shapes)
    )


def _of_section(lab: ImpactAnalyzer, at: SpecPath, node: Node) -> set[str]:
    """The resources that any value of a section shapes, and those that are there for an entry of it."""
    inside = [SpecPath((*at, *step)) for step, _ in leaves(node) if not step or step[-1] != "name"]
    entries = [effect for step, _ in outer_entries(node) for effect in lab.entry_effects(SpecPath((*at, *step)))]
    found = lab.common_effect(inside).union(*(effect.addresses for effect in entries))
    return {address for address in found if address in lab.built}


def _effects(lab: ImpactAnalyzer, layers: SpecLayers, at: SpecPath, node: Node) -> list[Impact]:
    if node.name is not None:
        return lab.entry_effects(at)
    if at and at[-1] == "name" and isinstance(at.parent[-1], int):
        return lab.entry_effects(at.parent)
    if at and not (isinstance(node.value, Mapping) and node.value) and not (node.value and is_named_list(node)):
        # What lower layers say comes first: it is what would count without this line.
        lower = [said.value for said in layers.values_of(named(lab.resolved.node, at))[1:]]
        return lab.effects(at, lower)
    return []


def is_address(text: str) -> bool:
    """Whether a text is a Terraform address rather than a place in a spec."""
    return text.startswith(("aws_", "data.", "local.")) or text in (PROVIDER_ADDRESS, SETTINGS_ADDRESS)


def explain_address(lab: ImpactAnalyzer, address: str) -> list[Contributor]:
    """The places that shape a resource, lines of files first. Raises UsageError where there is no such resource."""
    if address not in lab.built:
        near = did_you_mean(address, lab.built)
        raise UsageError(f"the stack has no {address!r}{near}")
    root = lab.resolved.node
    entries = [at for at, _ in outer_entries(root)]
    making = dict(lab.contributors(address, dict.fromkeys(entries, REMOVED)))
    passed_by = [at for at in entries if at not in making]
    places = [at for at, _ in leaves(root) if at[-1] != "name" and not any(at[: len(one)] == one for one in passed_by)]
    found = _shaping(lab, address, places, 0)
    # A line of a file is tried with more values: it is what a person asks about.
    for variant in (1, 2):
        found |= _shaping(lab, address, [at for at in places if at not in found and _is_written(root, at)], variant)
    made = [_shaper(lab, at, makes=how) for at in making if (how := lab.makes(at, address))]
    return sorted([*made, *(_shaper(lab, at) for at in found)], key=_order)


def _shaping(lab: ImpactAnalyzer, address: str, places: Iterable[SpecPath], variant: int) -> dict[SpecPath, None]:
    """The places whose so-manieth other value changes an address."""
    changes = {at: values[variant] for at in places if len(values := lab.values(at, variant + 1)) > variant}
    return {at: None for at, is_known in lab.contributors(address, changes) if is_known}


def _is_written(root: Node, at: SpecPath) -> bool:
    node = find(root, at)
    return node is not None and node.location is not None


def _shaper(lab: ImpactAnalyzer, at: SpecPath, *, makes: str = "") -> Contributor:
    root = lab.resolved.node
    node = find(root, at)
    location = node.location if node else None
    return Contributor(
        named(root, at), value_at(lab.plain, at), f"{location.file}:{location.line}" if location else DEFAULT, makes
    )


def _order(shaper: Contributor) -> tuple[bool, bool, str, int, str]:
    file, _, line = shaper.where.rpartition(":")
    return shaper.where == DEFAULT, not shaper.makes, file, int(line) if line.isdigit() else 0, str(shaper.path)


def _sorted(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(addresses))
