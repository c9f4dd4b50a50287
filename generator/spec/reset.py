"""Begin anew at a path: what the files that are extended have there is not taken over.

`reset: [tags.DataClassification, database.instanceClass, topics.errors.subscriptions]` takes out an inherited tag, goes
back to a default, and replaces a list of names whole, the entries of its default with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.suggestions import suggest
from generator.spec import schema
from generator.spec.node import Node

RESET = "reset"
CODE = "SPC081"


def written_paths(node: Node) -> Iterator[tuple[SpecPath, Node]]:
    """Yield the pointer and the node of each path that a file resets; what is no text the schema has found."""
    given = node.value.get(RESET) if isinstance(node.value, dict) else None
    entries = given.value if given is not None and isinstance(given.value, tuple) else ()
    for index, entry in enumerate(entries):
        if isinstance(entry.value, str):
            yield SpecPath((RESET, index)), entry


def without_reset_paths(base: Node, own: Node) -> tuple[Node, Node, list[Finding]]:
    """Return both layers as they merge: the lower one without the paths, the file's own lists there marked as whole."""
    findings: list[Finding] = []
    for pointer, entry in written_paths(own):
        path = str(entry.value)
        inherited = _steps(base, path)
        below = base if inherited else schema.with_defaults(base)
        steps = inherited or _steps(below, path)
        if steps is None:
            findings.append(_unused_reset(base, path, pointer, entry))
            continue
        if inherited is None and not isinstance(_at(below, steps).value, tuple):
            message = f"nothing is inherited at {path!r}, and the default stays: take it out"
            findings.append(Finding(CODE, pointer, message, "warning", entry.location, RESET))
        base, own = _without(base, steps), _marked(own, steps)
    entries = own.value if isinstance(own.value, dict) else {}
    kept = {key: item for key, item in entries.items() if key != RESET}
    return base, Node(kept, own.location, own.key_location), findings


def _steps(node: Node, path: str) -> tuple[str, ...] | None:
    """The keys and names of a path, which may hold dots themselves; None where it leads to nothing."""
    if not path:
        return ()
    for key, item in sorted(_children(node).items(), key=lambda child: -len(child[0])):
        if path == key or path.startswith(f"{key}."):
            below = _steps(item, path[len(key) + 1 :])
            if below is not None:
                return (key, *below)
    return None


def _at(node: Node, steps: tuple[str, ...]) -> Node:
    for step in steps:
        node = _children(node)[step]
    return node


def _children(node: Node) -> dict[str, Node]:
    if isinstance(node.value, dict):
        return dict(node.value)
    entries = node.value if isinstance(node.value, tuple) else ()
    return {entry.name: entry for entry in entries if entry.name is not None}


def _without(node: Node, steps: tuple[str, ...]) -> Node:
    step, rest = steps[0], steps[1:]
    if isinstance(node.value, dict):
        entries = {key: _without(item, rest) if key == step and rest else item for key, item in node.value.items()}
        return replace(node, value={key: item for key, item in entries.items() if rest or key != step})
    if isinstance(node.value, tuple):
        items = (_without(entry, rest) if entry.name == step and rest else entry for entry in node.value)
        return replace(node, value=tuple(item for item in items if rest or item.name != step))
    return node


def _marked(node: Node, steps: tuple[str, ...]) -> Node:
    if not steps:
        return replace(node, whole=True)
    step, rest = steps[0], steps[1:]
    if isinstance(node.value, dict):
        return replace(
            node, value={key: _marked(item, rest) if key == step else item for key, item in node.value.items()}
        )
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(_marked(item, rest) if item.name == step else item for item in node.value))
    return node


def _unused_reset(base: Node, path: str, pointer: SpecPath, entry: Node) -> Finding:
    parent, _, last = path.rpartition(".")
    steps = _steps(base, parent)
    node: Node | None = base
    for step in steps or ():
        node = _children(node).get(step) if node is not None else None
    suggestion = suggest(last, _children(node)) if steps is not None and node is not None else None
    message = f"nothing is inherited at {path!r}"
    if suggestion is None:
        message += ": take it out, or write a path such as tags.Owner or topics.errors.subscriptions"
    return Finding(CODE, pointer, message, "warning", entry.location, RESET, suggestion=suggestion)
