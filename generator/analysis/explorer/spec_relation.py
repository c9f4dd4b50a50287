"""Relate lines of specs and resources: which lines shape a resource, and which resources a line shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.analysis.impact import ImpactAnalyzer
from generator.analysis.paths import leaves
from generator.builders.stack import planned_pointers
from generator.diagnostics.findings import Location
from generator.diagnostics.spec_path import SpecPath
from generator.spec.node import Node, find, named_path
from generator.spec.resolve import Resolved


@dataclass(frozen=True, slots=True)
class Origin:
    """The part of a spec that a resource is created for: its path with names, and its lines where a file has it."""

    path: str
    file: str = ""
    first: int = 0
    last: int = 0


def origins(resolved: Resolved) -> Mapping[str, Origin]:
    """Return the part of the spec behind each address of its stack."""
    return {address: _origin(resolved.node, at) for address, at in planned_pointers(resolved.environment).items()}


def _origin(root: Node, at: SpecPath) -> Origin:
    path, node = named_path(root, at), find(root, at)
    start = (node.key_location or node.location) if node is not None else None
    if node is None or start is None or not at:
        return Origin(path)
    within = [location.line for location in _locations(node) if location.file == start.file]
    return Origin(path, start.file, start.line, max([start.line, *within]))


def shaped(resolved: Resolved) -> Mapping[tuple[str, int], set[str]]:
    """Return the addresses that each line shapes, by file and line: those of every value that it writes."""
    analyzer = ImpactAnalyzer(resolved)
    found: dict[tuple[str, int], set[str]] = {}
    for path, node in leaves(resolved.node):
        at = node.location
        if at is not None and analyzer.is_leaf(path):
            found.setdefault((at.file, at.line), set()).update(analyzer.impact(path))
    return found


def _locations(node: Node) -> Iterator[Location]:
    yield from (location for location in (node.key_location, node.location) if location is not None)
    if isinstance(node.value, Mapping):
        children: Iterable[Node] = node.value.values()
    else:
        children = node.value if isinstance(node.value, tuple) else ()
    for child in children:
        yield from _locations(child)
