"""Relate lines of specs and resources: which lines shape a resource, and which resources a line shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.builders.stack import build_stack
from generator.diagnostics.findings import Location
from generator.diagnostics.spec_path import SpecPath
from generator.packaging.archives import UnbuiltArchives
from generator.spec.node import Node, find, path_of
from generator.spec.resolve import Resolved


@dataclass(frozen=True, slots=True)
class Origin:
    """The part of a spec that a resource is made for: its path with names, and its lines where a file has it."""

    path: str
    file: str = ""
    first: int = 0
    last: int = 0


def origins(resolved: Resolved) -> Mapping[str, Origin]:
    """Return the part of the spec behind each address of its stack."""
    plan = build_stack(resolved.environment, UnbuiltArchives())
    return {address: _origin(resolved.node, operation.pointer) for address, operation in plan.constructs.items()}


def _origin(root: Node, at: SpecPath) -> Origin:
    path, node = path_of(root, at), find(root, at)
    start = (node.key_location or node.location) if node is not None else None
    if node is None or start is None or not at:
        return Origin(path)
    within = [location.line for location in _locations(node) if location.file == start.file]
    return Origin(path, start.file, start.line, max([start.line, *within]))


def _locations(node: Node) -> Iterator[Location]:
    yield from (location for location in (node.key_location, node.location) if location is not None)
    children = node.value.values() if isinstance(node.value, Mapping) else node.value
    for child in children if isinstance(children, tuple) or isinstance(node.value, Mapping) else ():
        if isinstance(child, Node):
            yield from _locations(child)
