"""From what a rule says to the author's file: the line, the path by names, and the change that mends it for certain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.diagnostics.findings import Finding, Fix, Mark
from generator.diagnostics.suggestions import is_slip, suggested
from generator.spec.merge import REMOVE
from generator.spec.node import Node, find, mark_of, path_of


def located(finding: Finding, resolved: Node, written: Node) -> Finding:
    """The finding with all that the author's file tells. `written` still holds the entries that are removed."""
    node = find(resolved, finding.at)
    mark = mark_of(resolved, finding.at)
    path = path_of(resolved, finding.at)
    default = node.value if node is not None and node.at is None else None
    removed = _removals(written).get(default) if isinstance(default, str) else None
    if removed is not None:
        # A default names what the author has taken out: that is the line to look at.
        return replace(finding, mark=removed, path=path, message=f"{finding.message}; it is removed here")
    return replace(finding, mark=mark, path=path, fix=_fix(finding, node, mark))


def is_default_value(finding: Finding, resolved: Node) -> bool:
    """Whether the files say nothing at the place of a finding, so that it is about a default."""
    node = find(resolved, finding.at)
    return resolved.at is not None and node is not None and node.at is None and node.key_at is None


def _fix(finding: Finding, node: Node | None, mark: Mark | None) -> Fix | None:
    """The suggestion of the message, where the word that it complains of stands alone at the place it points to."""
    word, meant = node.value if node is not None and node.at is not None else None, suggested(finding.message)
    if mark is None or meant is None or not isinstance(word, str) or repr(word) not in finding.message:
        return None
    return Fix(mark, word, meant) if word != meant and is_slip(word, meant) else None


def _removals(node: Node) -> Mapping[str, Mark]:
    return dict(_removed(node))


def _removed(node: Node) -> Iterator[tuple[str, Mark]]:
    if isinstance(node.value, Mapping):
        word = node.value.get(REMOVE)
        if node.name is not None and word is not None and word.value is True and word.at is not None:
            yield node.name, word.at
        for item in node.value.values():
            yield from _removed(item)
    elif isinstance(node.value, tuple):
        for entry in node.value:
            yield from _removed(entry)
