"""Find empty lists that were meant to drop what is inherited: an empty list adds nothing to a list of names."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.spec import schema
from generator.spec.merge import is_named_list
from generator.spec.node import Node, find, named_path

CODE = "SPC086"


def lists_without_effect(own: Node, base: Node) -> list[Finding]:
    """Return a warning for each empty list of the file over a list of names that has entries."""
    empty = [(at, node) for at, node in _empty_lists(own, SpecPath()) if not node.whole]
    if not empty:
        return []
    below = schema.with_defaults(base)
    return [finding for at, node in empty for finding in _judged(own, below, at, node)]


def _empty_lists(node: Node, at: SpecPath) -> Iterator[tuple[SpecPath, Node]]:
    """Lists below maps alone: what an entry of a list has is another matter, since it may be new."""
    if node.value == ():
        yield at, node
    elif isinstance(node.value, dict):
        for key, item in node.value.items():
            yield from _empty_lists(item, at / key)


def _judged(own: Node, below: Node, at: SpecPath, node: Node) -> Iterator[Finding]:
    inherited = find(below, at)
    if inherited is None or not inherited.value or not is_named_list(inherited):
        return
    entries = inherited.value if isinstance(inherited.value, tuple) else ()
    names = ", ".join(entry.name or "" for entry in entries[:3])
    path = named_path(own, at)
    message = (
        f"an empty list adds nothing: {names}{', ...' if len(entries) > 3 else ''} stay; to drop one, give its name "
        f"with 'remove: true', to drop all, add {path!r} to 'reset'"
    )
    yield Finding(CODE, at, message, "warning", node.location, path)
