"""Locate findings in the author's file: the line, the path by names, and the fix where it is safe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.diagnostics.findings import Finding, Fix, Location
from generator.diagnostics.spec_path import SpecPath
from generator.spec.merge import REMOVE
from generator.spec.node import Node, find, location_of, named_path


def locate_finding(finding: Finding, resolved: Node, written: Node) -> Finding:
    """Return the finding with location, named path and fix. `written` still holds the entries that are removed."""
    finding = _with_nearest_pointer(finding, resolved)
    node = find(resolved, finding.pointer)
    location = location_of(resolved, finding.pointer)
    path = named_path(resolved, finding.pointer)
    default = node.value if node is not None and node.location is None else None
    removed = _removals(written).get(default) if isinstance(default, str) else None
    if removed is not None:
        # A default names what the author has taken out: that is the line to look at.
        return replace(finding, location=removed, named_path=path, note=f"{finding.note}; it is removed here")
    fix = replace(finding.fix, location=location) if finding.fix and location else _fix(finding, node, location)
    return replace(finding, location=location, named_path=path, fix=fix)


def _with_nearest_pointer(finding: Finding, resolved: Node) -> Finding:
    """The finding at its pointer, or at the other where that is nearer to the author."""
    if finding.fallback_pointer is None:
        return finding
    at, other = (_written_in(resolved, pointer) for pointer in (finding.pointer, finding.fallback_pointer))
    own = resolved.location.file if resolved.location else None
    if other is None or (at is not None and not (at != own and other == own)):
        return finding
    replaced = (find(resolved, finding.fallback_pointer) or resolved).replaced
    note = f"; this list takes the place of the one at {replaced.file}:{replaced.line}" if replaced else ""
    return replace(finding, pointer=finding.fallback_pointer, note=f"{finding.note}{note}")


def _written_in(resolved: Node, at: SpecPath) -> str | None:
    """The file that has the value at a pointer."""
    node = find(resolved, at)
    return node.location.file if node is not None and node.location is not None else None


def is_default_value(finding: Finding, resolved: Node) -> bool:
    """Return whether no file has a value at the pointer of a finding, so that it is about a default."""
    node = find(resolved, finding.pointer)
    return resolved.location is not None and node is not None and node.location is None and node.key_location is None


def _fix(finding: Finding, node: Node | None, location: Location | None) -> Fix | None:
    """The suggestion, where the word that it is for is the whole value at the pointer."""
    suggestion, written = finding.suggestion, node is not None and node.location is not None
    if location is None or suggestion is None or suggestion.certain is None or not written or node is None:
        return None
    return Fix(location, suggestion.word, suggestion.certain) if node.value == suggestion.word else None


def _removals(node: Node) -> Mapping[str, Location]:
    return dict(_removed(node))


def _removed(node: Node) -> Iterator[tuple[str, Location]]:
    if node.location is None:
        return  # A default: nobody removes anything in it.
    if isinstance(node.value, Mapping):
        word = node.value.get(REMOVE)
        if node.name is not None and word is not None and word.value is True and word.location is not None:
            yield node.name, word.location
        for item in node.value.values():
            yield from _removed(item)
    elif isinstance(node.value, tuple):
        for entry in node.value:
            yield from _removed(entry)
