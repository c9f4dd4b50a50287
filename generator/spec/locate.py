"""From what a rule says to the author's file: the line, the path by names, and the change that mends it for certain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.diagnostics.findings import Finding, Fix, Location
from generator.diagnostics.suggestions import is_slip, suggested
from generator.spec.merge import REMOVE
from generator.spec.node import Node, find, location_of, path_of


def located(finding: Finding, resolved: Node, written: Node) -> Finding:
    """The finding with all that the author's file tells. `written` still holds the entries that are removed."""
    node = find(resolved, finding.pointer)
    location = location_of(resolved, finding.pointer)
    path = path_of(resolved, finding.pointer)
    default = node.value if node is not None and node.location is None else None
    removed = _removals(written).get(default) if isinstance(default, str) else None
    if removed is not None:
        # A default names what the author has taken out: that is the line to look at.
        return replace(finding, location=removed, named_path=path, message=f"{finding.message}; it is removed here")
    return replace(finding, location=location, named_path=path, fix=_fix(finding, node, location))


def is_default_value(finding: Finding, resolved: Node) -> bool:
    """Whether the files say nothing at the place of a finding, so that it is about a default."""
    node = find(resolved, finding.pointer)
    return resolved.location is not None and node is not None and node.location is None and node.key_location is None


def _fix(finding: Finding, node: Node | None, location: Location | None) -> Fix | None:
    """The suggestion of the message, where the word that it complains of stands alone at the place it points to."""
    word, meant = node.value if node is not None and node.location is not None else None, suggested(finding.message)
    if location is None or meant is None or not isinstance(word, str) or repr(word) not in finding.message:
        return None
    return Fix(location, word, meant) if word != meant and is_slip(word, meant) else None


def _removals(node: Node) -> Mapping[str, Location]:
    return dict(_removed(node))


def _removed(node: Node) -> Iterator[tuple[str, Location]]:
    if isinstance(node.value, Mapping):
        word = node.value.get(REMOVE)
        if node.name is not None and word is not None and word.value is True and word.location is not None:
            yield node.name, word.location
        for item in node.value.values():
            yield from _removed(item)
    elif isinstance(node.value, tuple):
        for entry in node.value:
            yield from _removed(entry)
