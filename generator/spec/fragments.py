"""Share parts of a file: keys that begin with `x-` hold fragments with anchors, `<<` lays one below a map.

A merge key is no part of YAML 1.2, but what everybody writes for it, and what editors read. The map's own keys win.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from generator.spec.node import Node, to_plain

MERGE_KEY = "<<"
FRAGMENT = "x-"


def with_merge_key(entries: Mapping[str, Node]) -> tuple[dict[str, Node], str]:
    """Return the entries of a map with those of its merge key below them; or why that cannot be."""
    given = entries[MERGE_KEY]
    sources = given.value if isinstance(given.value, tuple) else (given,)
    merged = {key: item for key, item in entries.items() if key != MERGE_KEY}
    for source in sources:
        if not isinstance(source.value, dict):
            return {}, "'<<' takes an alias of a map, as in '<<: *retry', or a list of such aliases"
        # Of several the first wins, as its inventors say.
        merged = {**source.value, **merged}
    return merged, ""


def without_fragments(root: Node) -> Node:
    """Return the tree of a file without the keys at its top that only hold fragments."""
    if not isinstance(root.value, dict) or not any(map(is_fragment, root.value)):
        return root
    kept = {key: item for key, item in root.value.items() if not is_fragment(key)}
    return Node(kept, root.location, root.key_location)


def is_fragment(key: str) -> bool:
    """Return whether a key at the top of a file holds a fragment."""
    return key.startswith(FRAGMENT)


def joined_pairs(items: Sequence[Node], pairs: Sequence[bool]) -> tuple[Node, ...]:
    """Return the entries of `[ name: a, size: 1, name: b ]`: a key that comes again begins the next entry."""
    return tuple(_joined(items, pairs))


def _joined(items: Sequence[Node], pairs: Sequence[bool]) -> Iterator[Node]:
    current: Node | None = None
    for item, is_pair in zip(items, pairs, strict=True):
        value = item.value if is_pair and isinstance(item.value, dict) else None
        known = current.value if current is not None and isinstance(current.value, dict) else {}
        if current is not None and value is not None and not known.keys() & value.keys():
            current = Node({**known, **value}, current.location, current.key_location)
            continue
        if current is not None:
            yield current
        current = item if value is not None else None
        if value is None:
            yield item
    if current is not None:
        yield current


def flow_text(entries: Sequence[Node]) -> str:
    """Return entries as they are written in brackets, cut to a readable length."""
    shown = ", ".join(_in_braces(to_plain(entry)) for entry in entries[:2])
    return f"[{shown}{', ...' if len(entries) > 2 else ''}]"


def _in_braces(value: object) -> str:
    if not isinstance(value, dict):
        return _bare(value)
    return f"{{ {', '.join(f'{key}: {_bare(item)}' for key, item in value.items())} }}"


def _bare(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
