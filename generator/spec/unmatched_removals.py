"""Warn of entries that a file removes although no layer below has them: most likely the name is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.suggestions import nearest
from generator.spec import schema
from generator.spec.merge import REMOVE
from generator.spec.node import Node, find, named_path


def unmatched_removals(own: Node, base: Node) -> list[Finding]:
    """Return a warning for each entry of the file that removes nothing of what it extends or of the defaults."""
    removed = list(_removed(own, SpecPath()))
    if not removed:
        return []
    below = schema.with_defaults(base)
    return [finding for at, entry in removed for finding in _judged(own, below, at, entry)]


def _removed(node: Node, at: SpecPath) -> Iterator[tuple[SpecPath, Node]]:
    if isinstance(node.value, dict):
        word = node.value.get(REMOVE)
        if node.name is not None and word is not None and word.value is True:
            yield at, node
            return
        for key, item in node.value.items():
            yield from _removed(item, at / key)
    elif isinstance(node.value, tuple):
        for index, entry in enumerate(node.value):
            yield from _removed(entry, at / index)


def _judged(own: Node, below: Node, at: SpecPath, entry: Node) -> Iterator[Finding]:
    known = _names_in(own, below, at.parent)
    name = entry.name or ""
    if name in known or not isinstance(entry.value, dict):
        return
    # Never a fix: an entry that is left over when its namesake is gone would remove a neighbour instead.
    message = f"there is no {name!r} here to remove: take the entry out{_or_rename(name, known)}"
    yield Finding("SPC002", at, message, "warning", entry.value["name"].location, named_path(own, at))


def _or_rename(name: str, known: list[str]) -> str:
    near = nearest(name, known)
    return f", or write {' or '.join(map(repr, near))} if that is meant" if near else ""


def _names_in(own: Node, below: Node, at: SpecPath) -> list[str]:
    """The names in the list below the file that merges with the one at this place; lists are followed by name."""
    for depth, step in enumerate(at):
        if isinstance(step, int):
            entry = find(own, SpecPath(at[: depth + 1]))
            entries = below.value if isinstance(below.value, tuple) else ()
            below = next((known for known in entries if entry is not None and known.name == entry.name), Node({}))
        else:
            below = find(below, SpecPath((step,))) or Node({})
    entries = below.value if isinstance(below.value, tuple) else ()
    return [known.name for known in entries if known.name is not None]
