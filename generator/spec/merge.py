"""Merge layers of a spec: what extends is laid over what it extends, leaf by leaf; each leaf keeps its location.

Maps merge key by key. Lists whose entries have a `name` merge by it: known entries deeply and in place, new ones at
the end. Every other value, plain lists included, is replaced. Merging is associative, so it does not matter how
`extends` are nested; the empty map is its identity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator.spec.node import Node

REMOVE = "remove"


def merge(base: Node, over: Node) -> Node:
    """Return `over` laid over `base`."""
    below, above = base.value, over.value
    if over.whole:
        return over
    if isinstance(below, dict) and isinstance(above, dict):
        merged = {key: merge(item, above[key]) if key in above else item for key, item in below.items()}
        merged |= {key: item for key, item in above.items() if key not in below}
        return _over(base, over, merged)
    if is_named_list(base) and is_named_list(over):
        return _over(base, over, _merge_named(base, over))
    if isinstance(below, tuple) and isinstance(above, tuple) and base.location is not None:
        return replace(over, replaced=base.location)
    return over


def _over(base: Node, over: Node, value: Mapping[str, Node] | tuple[Node, ...]) -> Node:
    location, key_location = over.location or base.location, over.key_location or base.key_location
    return Node(value, location, key_location, None, over.anchor, base.whole)


def is_named_list(node: Node) -> bool:
    """Return True for a list in which every entry has a name; the empty list is one: it adds nothing."""
    return isinstance(node.value, tuple) and all(entry.name is not None for entry in node.value)


def without_removed(node: Node) -> Node:
    """Return the tree without the entries that carry `remove: true`, and without the key itself."""
    if node.default:
        return node
    if isinstance(node.value, dict):
        kept = {key: without_removed(item) for key, item in node.value.items() if not (key == REMOVE and node.name)}
        return node.with_value(kept)
    if isinstance(node.value, tuple):
        return node.with_value(tuple(without_removed(entry) for entry in node.value if not _is_removed(entry)))
    return node


def _merge_named(base: Node, over: Node) -> tuple[Node, ...]:
    merged = _by_name(base)
    for name, entry in _by_name(over).items():
        merged[name] = merge(merged[name], entry) if name in merged else entry
    return tuple(merged.values())


def _by_name(node: Node) -> dict[str, Node]:
    entries = node.value if isinstance(node.value, tuple) else ()
    return {entry.name: entry for entry in entries if entry.name is not None}


def _is_removed(node: Node) -> bool:
    if node.name is None or not isinstance(node.value, dict):
        return False
    word = node.value.get(REMOVE)
    return word is not None and word.value is True
