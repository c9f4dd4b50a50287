"""Rename deprecated keys: the old name stays an alias of the new one, with a warning that `--fix` acts on.

The schema marks an old name by `deprecated` and `renamedTo`, and by `renamedValues` where the value has changed, too. A
file that has passed the schema gets its new names before anything is merged, so that layers meet under one name. Values
keep their locations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics.findings import Finding, Fix
from generator.diagnostics.spec_path import SpecPath
from generator.spec import schema
from generator.spec.node import Node, named_path


def with_new_names(root: Node) -> Node:
    """Return the tree of a valid file with every deprecated key under its new name."""
    file = schema.root_schema(root)
    return _renamed(root, schema.section(file), file)


def deprecated_keys(root: Node) -> list[Finding]:
    """Return a warning for each deprecated key of a file, and an error where its new name is given beside it."""
    file = schema.root_schema(root)
    return list(_findings(root, root, schema.section(file), file, SpecPath()))


def _renamed(node: Node, part: Mapping[str, Any], file: str) -> Node:
    part, file = schema.resolve(part, file)
    if isinstance(node.value, dict):
        entries = {}
        for key, item in node.value.items():
            described = part.get("properties", {}).get(key, {})
            entries[described.get("renamedTo", key)] = _renamed(_with_new_value(item, described), described, file)
        return node.with_value(entries)
    if isinstance(node.value, tuple):
        items = tuple(_renamed(item, part.get("items", {}), file) for item in node.value)
        return node.with_value(items)
    return node


def _with_new_value(item: Node, described: Mapping[str, Any]) -> Node:
    values = described.get("renamedValues", {})
    is_renamed = isinstance(item.value, str) and item.value in values
    return Node(values[item.value], item.location, item.key_location) if is_renamed else item


def _findings(root: Node, node: Node, part: Mapping[str, Any], file: str, at: SpecPath) -> Iterator[Finding]:
    part, file = schema.resolve(part, file)
    if isinstance(node.value, dict):
        for key, item in node.value.items():
            described = part.get("properties", {}).get(key, {})
            if "renamedTo" in described:
                yield _finding(root, node.value, key, described, at / key)
            yield from _findings(root, item, described, file, at / key)
    elif isinstance(node.value, tuple):
        for index, entry in enumerate(node.value):
            yield from _findings(root, entry, part.get("items", {}), file, at / index)


def _finding(root: Node, siblings: Mapping[str, Node], old: str, described: Mapping[str, Any], at: SpecPath) -> Finding:
    item, new, path = siblings[old], described["renamedTo"], named_path(root, at)
    if new in siblings:
        problem = f"{old!r} is the old name of {new!r}, which is given, too: take it out"
        return Finding("SPC006", at, problem, location=item.key_location, named_path=path)
    key_fix = Fix(item.key_location, old, new, _value_fix(item, described)) if item.key_location else None
    problem = f"{old!r} is deprecated: {_remedy(item, new, described)}"
    return Finding("SPC005", at, problem, "warning", item.key_location, path, key_fix)


def _value_fix(item: Node, described: Mapping[str, Any]) -> Fix | None:
    new = _with_new_value(item, described)
    if new is item or item.location is None or not isinstance(item.value, str) or not isinstance(new.value, bool):
        return None
    return Fix(item.location, item.value, new.value)


def _remedy(item: Node, new: str, described: Mapping[str, Any]) -> str:
    value = _with_new_value(item, described).value
    return f"write '{new}: {str(value).lower()}'" if isinstance(value, bool) else f"its name is {new!r} now"
