"""Parse places in a spec as people write them: `tables.transactions.globalSecondaryIndexes.by-merchant`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.suggestions import did_you_mean
from generator.diagnostics.usage_error import UsageError
from generator.spec.merge import is_named_list
from generator.spec.node import Node, find


def parse(root: Node, text: str) -> SpecPath:
    """Return the pointer that a path stands for in a resolved spec. Raises UsageError with the nearest known key."""
    at, parsed, node, rest = SpecPath(), SpecPath(), root, text
    while rest:
        step, name, rest = _step(node, rest, parsed)
        at, node, parsed = at / step, _children(node)[name][1], parsed / (step if name.startswith("[") else name)
    return at


def named(root: Node, at: SpecPath) -> SpecPath:
    """Return a pointer with names of entries in place of their positions, which differ from file to file.

    Where the spec has no more nodes, the steps stay as they are.
    """
    steps: list[str | int] = []
    node: Node | None = root
    for step in at:
        node = find(node, SpecPath([step])) if node is not None else None
        name = node.name if node is not None and isinstance(step, int) else None
        steps.append(step if name is None else name)
    return SpecPath(steps)


def look_up(root: Node, at: SpecPath) -> Node | None:
    """Return the node at a named pointer in any layer of a spec, or None where the layer has none."""
    node: Node = root
    for step in at:
        children = _children(node)
        key = str(step) if not isinstance(step, int) else f"[{step}]"
        if key not in children:
            return None
        node = children[key][1]
    return node


def leaves(node: Node, at: SpecPath = SpecPath()) -> Iterator[tuple[SpecPath, Node]]:  # noqa: B008  # immutable
    """Yield every value that is replaced as a whole when layers merge: scalars, and lists of entries without names."""
    if isinstance(node.value, Mapping) and node.value:
        for key, item in node.value.items():
            yield from leaves(item, at / key)
    elif isinstance(node.value, tuple) and node.value and is_named_list(node):
        for index, entry in enumerate(node.value):
            yield from leaves(entry, at / index)
    else:
        yield at, node


def entries(node: Node, at: SpecPath = SpecPath()) -> Iterator[tuple[SpecPath, Node]]:  # noqa: B008  # immutable
    """Yield the entries of named lists, at any depth."""
    if isinstance(node.value, Mapping):
        for key, item in node.value.items():
            yield from entries(item, at / key)
    elif isinstance(node.value, tuple):
        for index, entry in enumerate(node.value):
            if is_named_list(node):
                yield at / index, entry
            yield from entries(entry, at / index)


def outer_entries(node: Node, at: SpecPath = SpecPath()) -> Iterator[tuple[SpecPath, Node]]:  # noqa: B008  # immutable
    """Yield the entries of named lists, but for those inside other entries, which go with these."""
    if isinstance(node.value, Mapping):
        for key, item in node.value.items():
            yield from outer_entries(item, at / key)
    elif isinstance(node.value, tuple) and is_named_list(node):
        yield from ((at / index, entry) for index, entry in enumerate(node.value))


def _step(node: Node, rest: str, parsed: SpecPath) -> tuple[str | int, str, str]:
    """The longest child that `rest` begins with: a key may itself hold dots."""
    children = _children(node)
    for name in sorted(children, key=len, reverse=True):
        if rest == name or rest.startswith((f"{name}.", f"{name}[")):
            return children[name][0], name, rest[len(name) :].removeprefix(".")
    wanted = rest.split(".")[0]
    place = f"in {parsed}" if parsed else "in a spec"
    known = [name for name in children if not name.startswith("[")]
    if not children:
        raise UsageError(f"there is no {wanted!r}: {parsed} is a plain value")
    near = did_you_mean(wanted, known) or f": there are {', '.join(known) or 'entries by position, as in [0]'}"
    raise UsageError(f"there is no {wanted!r} {place}{near}")


def _children(node: Node) -> Mapping[str, tuple[str | int, Node]]:
    """The children of a node by the text of their step."""
    if isinstance(node.value, Mapping):
        return {key: (key, item) for key, item in node.value.items()}
    if isinstance(node.value, tuple):
        return {entry.name or f"[{index}]": (index, entry) for index, entry in enumerate(node.value)}
    return {}
