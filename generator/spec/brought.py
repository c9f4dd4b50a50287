"""Lay what sections bring along below a spec: entries of other sections, as a file that it extends.

The keyword `brings` of a section's schema is one layer, or a list of `{"when": ..., "entries": layer}`. `when` maps
paths in the section to the values that it must have one of, or to true for any value but null. In a layer,
`{"$value": "source.secret"}` stands for what the section has there, location included, with the keys beside it laid
over; and `{"$json": {...}}` for a text: what it is filled with, as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from generator.diagnostics.spec_path import SpecPath
from generator.spec.merge import merge, without_removed
from generator.spec.node import Node, find, from_plain, to_plain
from generator.spec.schema import ROOT, resolve, root_of, section, with_defaults

VALUE, JSON = "$value", "$json"


def with_brought(node: Node) -> Node:
    """Return a whole spec over what its sections bring: where one has entries, entries of other sections come along."""
    file = root_of(node)
    for key, property_schema in section(file)["properties"].items():
        layers = resolve(property_schema, file)[0].get("brings")
        entries = node.value.get(key) if layers and isinstance(node.value, dict) else None
        if entries is not None and without_removed(entries).value:
            for layer in _layers(layers, with_defaults(entries, property_schema, file)):
                node = merge(layer, node)
    return node


def brought_by(key: str, own: Node) -> list[Any]:
    """Return what a resolved section brings, as plain data: a layer for each that applies."""
    return [to_plain(layer) for layer in _layers(brings(key) or [], own)]


@cache
def brings(key: str) -> Any:
    """Return the layers that a section may bring along; None of one that brings nothing."""
    return resolve(section(ROOT)["properties"].get(key, {}), ROOT)[0].get("brings")


@cache
def paths_read(key: str) -> frozenset[tuple[str, ...]]:
    """Return the paths in a section that what it brings depends on."""
    return frozenset(tuple(path.split(".")) for path in _paths_in(brings(key)))


def _paths_in(part: Any) -> Iterator[str]:
    """The conditions of layers, and the values that they are filled with."""
    if isinstance(part, Mapping):
        yield from part.get("when", ())
        if VALUE in part:
            yield part[VALUE]
    for child in part.values() if isinstance(part, Mapping) else part if isinstance(part, list) else ():
        yield from _paths_in(child)


def _layers(brings: Any, own: Node) -> Iterator[Node]:
    """The layers that apply, each of which is laid below the ones before it."""
    for each in brings if isinstance(brings, list) else [{"entries": brings}]:
        if all(_holds(own, path, wanted) for path, wanted in each.get("when", {}).items()):
            yield _filled(each["entries"], own)


def _holds(own: Node, path: str, wanted: Any) -> bool:
    node = _at(own, path)
    return node.value is not None if wanted is True else node.value in wanted


def _filled(part: Any, own: Node) -> Node:
    if isinstance(part, Mapping) and VALUE in part:
        beside = {key: value for key, value in part.items() if key != VALUE}
        return merge(_at(own, part[VALUE]), _filled(beside, own)) if beside else _at(own, part[VALUE])
    if isinstance(part, Mapping) and JSON in part:
        return Node(json.dumps(to_plain(_filled(part[JSON], own)), separators=(",", ":")))
    if isinstance(part, Mapping):
        # An entry is where the section is that brings it; what is around it may be anywhere.
        at = own.key_location if "name" in part else None
        return Node({key: _filled(value, own) for key, value in part.items()}, at, at)
    if isinstance(part, list):
        return Node(tuple(_filled(value, own) for value in part))
    return from_plain(part)


def _at(own: Node, path: str) -> Node:
    """What the section has at a path; null where a part of the way there is null."""
    return find(own, SpecPath(path.split("."))) or Node(None)
