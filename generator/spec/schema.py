"""The JSON Schema of a spec: where defaults, descriptions and limits live, and nowhere else.

One file a section, joined by relative `$ref`. Every file of a spec is checked alone against it; what only a complete
spec must have is said by the keyword `requiredWhenResolved`, which validators elsewhere pass over, as the standard
asks, and which `schema_check` looks at once everything is merged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from generator.spec.merge import is_named_list, merge, without_removed
from generator.spec.node import Node, from_plain
from generator.system.package_data import data_folder

FOLDER = data_folder("schemas")
ROOT = "environment.schema.json"
ACCOUNT_ROOT = "account.schema.json"
# The key that only the spec of an account sets, as an environment sets its suffix.
ACCOUNT_NAME = "accountName"


@cache
def section(name: str) -> dict[str, Any]:
    """Return one schema file as plain data."""
    loaded: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return loaded


def root_schema(node: Node) -> str:
    """Return the schema file of a spec: that of an account where it has an account's name, else of an environment."""
    return ACCOUNT_ROOT if isinstance(node.value, Mapping) and ACCOUNT_NAME in node.value else ROOT


def resolve(schema: Mapping[str, Any], file: str = ROOT) -> tuple[Mapping[str, Any], str]:
    """Return a schema with its `$ref` followed, merged below the keywords beside it; and the file that it is in."""
    while "$ref" in schema:
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        schema, file = target(schema["$ref"], file)
        schema = {**schema, **beside} if beside else schema
    return schema, file


@cache
def target(reference: str, file: str) -> tuple[Mapping[str, Any], str]:
    """Return the schema that a `$ref` of a file points to, and the file that it is in."""
    name, _, fragment = reference.partition("#")
    schema: Mapping[str, Any] = section(name or file)
    for step in fragment.split("/")[1:]:
        schema = schema[step]
    return schema, name or file


def with_defaults(node: Node, schema: Mapping[str, Any] | None = None, file: str = "") -> Node:
    """Return the tree with every default of the schema laid below it. A default has no location: no file says it."""
    file = file or root_schema(node)
    schema, file = resolve(section(file) if schema is None else schema, file)
    if isinstance(node.value, dict):
        return _map_with_defaults(node, node.value, schema, file)
    if isinstance(node.value, tuple) and "items" in schema:
        items = tuple(with_defaults(entry, schema["items"], file) for entry in node.value)
        return node.with_value(items)
    return node


def _map_with_defaults(node: Node, value: Mapping[str, Node], schema: Mapping[str, Any], file: str) -> Node:
    entries = dict(value)
    for key, property_schema in schema.get("properties", {}).items():
        default, complete = _default_of(property_schema, file)
        if key in entries:
            given = entries[key] if default is None else _over_default(entries[key], default)
            entries[key] = with_defaults(given, property_schema, file)
        elif complete is not None:
            entries[key] = complete
    extra = schema.get("additionalProperties")
    if isinstance(extra, dict):
        known = schema.get("properties", {})
        entries |= {key: with_defaults(entries[key], extra, file) for key in entries if key not in known}
    return node.with_value(entries)


# By the identity of a property in a section, which is loaded once and kept.
_DEFAULTS: dict[tuple[int, str], tuple[Node | None, Node | None]] = {}


def _default_of(property_schema: Mapping[str, Any], file: str) -> tuple[Node | None, Node | None]:
    """The default of a property, as the schema says it and with all defaults below it; None where it has none."""
    key = id(property_schema), file
    if key not in _DEFAULTS:
        resolved, _ = resolve(property_schema, file)
        has_default = "default" in resolved and "deprecated" not in resolved
        default = from_plain(resolved["default"]) if has_default else None
        complete = None if default is None else without_removed(with_defaults(default, property_schema, file))
        _DEFAULTS[key] = default, None if complete is None else replace(complete, default=True)
    return _DEFAULTS[key]


def _over_default(given: Node, default: Node) -> Node:
    """Named lists and maps merge with their default as with a file they extend; any other value replaces it."""
    if given.whole and isinstance(given.value, tuple):
        return given
    mergeable = isinstance(given.value, dict) or (isinstance(given.value, tuple) and is_named_list(given))
    return merge(default, given) if mergeable and default.value is not None else given
