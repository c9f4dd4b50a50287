"""Nodes: the values of YAML files together with their locations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.diagnostics.findings import Location
from generator.diagnostics.spec_path import SpecPath

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """A map, a list or a scalar. `location` is None for what no file holds: schema defaults, overrides from outside."""

    value: Mapping[str, Node] | tuple[Node, ...] | Scalar
    location: Location | None = None
    key_location: Location | None = None
    replaced: Location | None = None
    """Where the list is that this one, in a layer above, has taken the place of."""
    anchor: Location | None = None
    """Of a map or list that an alias repeats: where it is written."""
    whole: bool = False
    """Whether nothing is merged below it, not even the entries of a default."""
    default: bool = False
    """Whether it is a default of the schema, complete with all that is below it: nobody has written any of it."""

    def with_value(self, value: Mapping[str, Node] | tuple[Node, ...]) -> Node:
        """Return a node with other entries in the same place."""
        return Node(value, self.location, self.key_location, self.replaced, self.anchor, self.whole)

    @property
    def name(self) -> str | None:
        """Return the `name` of an entry of a named list."""
        if isinstance(self.value, dict):
            name = self.value.get("name")
            if name is not None and isinstance(name.value, str):
                return name.value
        return None


def from_plain(value: Any, at: Location | None = None) -> Node:
    """Return a node tree of plain data, every value with the same location."""
    if isinstance(value, str | int | float):
        return Node(value, at, at)
    if isinstance(value, Mapping):
        return Node({key: from_plain(item, at) for key, item in value.items()}, at, at)
    if isinstance(value, list | tuple):
        return Node(tuple(from_plain(item, at) for item in value), at, at)
    return Node(value, at, at)


def to_plain(node: Node) -> Any:
    """Return the plain data of a node: dicts, lists and scalars."""
    if isinstance(node.value, dict):
        return {key: to_plain(item) for key, item in node.value.items()}
    if isinstance(node.value, tuple):
        return [to_plain(item) for item in node.value]
    return node.value


def find(node: Node, at: SpecPath) -> Node | None:
    """Return the node at a pointer, or None."""
    for step in at:
        inner = None
        if isinstance(node.value, dict):
            inner = node.value.get(step)
        elif isinstance(node.value, tuple) and isinstance(step, int) and step < len(node.value):
            inner = node.value[step]
        if inner is None:
            return None
        node = inner
    return node


def named_path(root: Node, at: SpecPath) -> str:
    """Return a pointer with names for positions: `tables.refunds.hashKey`; an entry without one keeps its position."""
    text, node = "", root
    for step in at:
        inner = find(node, SpecPath((step,)))
        shown = inner.name if isinstance(step, int) and inner is not None else None
        if isinstance(step, int) and shown is None:
            text += f"[{step}]"
        else:
            text += f"{'.' if text else ''}{_plain(step if shown is None else shown)}"
        node = inner or Node({})
    return text


def _plain(word: object) -> str:
    """A key or name as part of a path: in quotes where it could be misread, cut where it is endless."""
    text = str(word)
    simple = text.isprintable() and " " not in text and len(text) <= 80 and text != ""
    return text if simple else json.dumps(text if len(text) <= 80 else f"{text[:77]}...")


def location_of(root: Node, at: SpecPath, *, key: bool = False) -> Location | None:
    """Return the location to show for a pointer: its own, else that of the nearest parent which a file holds.

    `key` asks for the place of the key instead of the value, as for a key that should not be there.
    """
    node = find(root, at)
    if node is not None:
        is_collection = isinstance(node.value, dict | tuple)
        if node.anchor is not None and not key:
            return node.anchor
        location = (node.key_location or node.location) if key or is_collection else node.location
        if location is not None:
            return location
    return location_of(root, at.parent) if at else root.location
