"""Recover from schema errors: cut what is faulty out of a file, so that the rules can check the rest.

A key or value whose fix is certain gets it; anything else goes, with the entry or map that cannot be without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.spec.node import Node, from_plain

# Missing keys: the map at the pointer lacks them.
_MISSING = "SCH002"
_UNKNOWN = "SCH001"


def repaired(node: Node, faults: Iterable[Finding]) -> Node:
    """Return the tree with each fault fixed, or cut out as near to it as can be."""
    # From the end: the positions of what comes before stay.
    for fault in sorted(faults, key=lambda one: [str(step).zfill(6) for step in one.pointer], reverse=True):
        node = _without_fault(node, fault)
    return node


def without_sections(node: Node, faults: Iterable[Finding]) -> Node:
    """Return the tree without every section that has a fault."""
    sections = {fault.pointer[0] for fault in faults if fault.pointer}
    entries = node.value if isinstance(node.value, dict) else {}
    return Node({key: item for key, item in entries.items() if key not in sections}, node.location, node.key_location)


def _without_fault(node: Node, fault: Finding) -> Node:
    at = fault.pointer
    if fault.code == _MISSING:
        return cut(node, at)
    if fault.fix is not None and fault.code == _UNKNOWN:
        return _renamed(node, at, str(fault.fix.new))
    if fault.fix is not None and fault.fix.also is None:
        new = fault.fix.new
        return _replaced(node, at, list(new) if isinstance(new, tuple) else new)
    return cut(node, at.parent if at and at[-1] == "name" else at)


def cut(node: Node, at: SpecPath) -> Node:
    """Return the tree without what is at a pointer."""
    if not at:
        return Node({}, node.location, node.key_location)
    return _changed(node, at, lambda _inner: None)


def _replaced(node: Node, at: SpecPath, value: object) -> Node:
    return _changed(
        node, at, lambda inner: Node(from_plain(value, inner.location).value, inner.location, inner.key_location)
    )


def _renamed(node: Node, at: SpecPath, new: str) -> Node:
    def with_new_name(parent: Node) -> Node:
        entries = parent.value if isinstance(parent.value, dict) else {}
        renamed = {new if key == at[-1] else key: item for key, item in entries.items()}
        return Node(renamed, parent.location, parent.key_location)

    return with_new_name(node) if len(at) == 1 else _changed(node, at.parent, with_new_name)


def _changed(node: Node, at: SpecPath, change: Callable[[Node], Node | None]) -> Node:
    """The tree with the node at a pointer changed, or gone where the change gives None."""
    step, rest = at[0], SpecPath(at[1:])

    def new(inner: Node) -> Node | None:
        return _changed(inner, rest, change) if rest else change(inner)

    if isinstance(node.value, dict):
        entries = {key: new(item) if key == step else item for key, item in node.value.items()}
        kept = {key: item for key, item in entries.items() if item is not None}
        return Node(kept, node.location, node.key_location)
    if isinstance(node.value, tuple):
        items = (new(item) if index == step else item for index, item in enumerate(node.value))
        return Node(tuple(item for item in items if item is not None), node.location, node.key_location)
    return node
