"""Add the entries of other sections that a section implies, below a spec as if it extended a file with them.

The keyword `implies` of a section's schema is one layer, or a list of `{"when": ..., "entries": layer}`. `when` maps
paths in the section to the values that it must have one of, or to true for any value but null. In a layer,
`{"$value": "source.secret"}` is replaced by what the section has there, location included, with the keys beside it
merged over; and `{"$json": {...}}` by a text: its content, once filled in, as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from generator.diagnostics.spec_path import SpecPath
from generator.spec.merge import merge, without_removed
from generator.spec.node import Node, find, from_plain, to_plain
from generator.spec.schema import ROOT, resolve, root_schema, section, with_defaults

VALUE, JSON = "$value", "$json"


def with_implied_entries(node: Node) -> Node:
    """Return a whole spec merged over the entries that its sections imply."""
    file = root_schema(node)
    for key, property_schema in section(file)["properties"].items():
        layers = resolve(property_schema, file)[0].get("implies")
        entries = node.value.get(key) if layers and isinstance(node.value, dict) else None
        if entries is not None and without_removed(entries).value:
            for layer in _layers(layers, with_defaults(entries, property_schema, file)):
                node = merge(layer, node)
    return node


def implied_entries(key: str, own: Node) -> list[Any]:
    """Return what a resolved section implies, as plain data: a layer for each condition that holds."""
    return [to_plain(layer) for layer in _layers(implied_layers(key) or [], own)]


@cache
def implied_layers(key: str) -> Any:
    """Return the layers that a section may imply; None where its schema has no `implies`."""
    return resolve(section(ROOT)["properties"].get(key, {}), ROOT)[0].get("implies")


def _layers(implied_layers: Any, own: Node) -> Iterator[Node]:
    """The layers that apply, each of which is laid below the ones before it."""
    for each in implied_layers if isinstance(implied_layers, list) else [{"entries": implied_layers}]:
        if all(_holds(own, path, allowed) for path, allowed in each.get("when", {}).items()):
            yield _filled(each["entries"], own)


def _holds(own: Node, path: str, allowed: Any) -> bool:
    node = _at(own, path)
    return node.value is not None if allowed is True else node.value in allowed


def _filled(part: Any, own: Node) -> Node:
    if isinstance(part, Mapping) and VALUE in part:
        beside = {key: value for key, value in part.items() if key != VALUE}
        return merge(_at(own, part[VALUE]), _filled(beside, own)) if beside else _at(own, part[VALUE])
    if isinstance(part, Mapping) and JSON in part:
        return Node(json.dumps(to_plain(_filled(part[JSON], own)), separators=(",", ":")))
    if isinstance(part, Mapping):
        # An entry is located at the section that implies it; what is around it may be anywhere.
        at = own.key_location if "name" in part else None
        return Node({key: _filled(value, own) for key, value in part.items()}, at, at)
    if isinstance(part, list):
        return Node(tuple(_filled(value, own) for value in part))
    return from_plain(part)


def _at(own: Node, path: str) -> Node:
    """What the section has at a path; null where a part of the way there is null."""
    return find(own, SpecPath(path.split("."))) or Node(None)
