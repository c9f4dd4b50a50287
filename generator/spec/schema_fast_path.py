"""Check for certain acceptance by the schema, without jsonschema: importing that took a fifth of a short run.

Only the keywords that our schemas use are known, in their plain cases. Whatever else turns up, such as 5.0 for a whole
number, is not certain, and then jsonschema's word counts: no for an answer costs time and is never wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from generator.spec import schema
from generator.spec.patterns import matches

_ANNOTATIONS = frozenset(
    [
        *("$schema", "$defs", "title", "description", "default", "examples", "deprecated"),
        *("patternErrorMessage", "requiredWhenResolved", "renamedTo", "renamedValues", "implies"),
        *("enumDescriptions", "defaultSnippets"),
        # Fragments, which are cut out of a file before: those of other origin are left to jsonschema.
        "patternProperties",
    ]
)
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def accepts(value: Any, part: Mapping[str, Any], file: str) -> bool:
    """Return True only where a schema of `file` accepts the value."""
    return all(
        key in _ANNOTATIONS or (key in _KEYWORDS and _KEYWORDS[key](value, limit, part, file))
        for key, limit in part.items()
    )


def accepts_alone(value: Any, part: Mapping[str, Any]) -> bool:
    """Return True only where a schema accepts the value and refers to no other, whichever file it is in."""
    return not refers(part) and accepts(value, part, schema.ROOT)


def refers(part: Mapping[str, Any]) -> bool:
    """Return whether a schema refers to another, anywhere in it."""
    return '"$ref"' in json.dumps(part)


def _reference(value: Any, limit: str, _part: Mapping[str, Any], file: str) -> bool:
    return accepts(value, *schema.target(limit, file))


def _type(value: Any, limit: str | list[str], _part: Mapping[str, Any], _file: str) -> bool:
    kinds = [limit] if isinstance(limit, str) else limit
    if isinstance(value, bool):
        return "boolean" in kinds
    return any(isinstance(value, _TYPES[kind]) for kind in kinds if kind != "boolean")


def _enum(value: Any, limit: list[Any], _part: Mapping[str, Any], _file: str) -> bool:
    return any(type(value) is type(word) and value == word for word in limit)


def _any_of(value: Any, limit: list[Mapping[str, Any]], _part: Mapping[str, Any], file: str) -> bool:
    return any(accepts(value, arm, file) for arm in limit)


def _items(value: Any, limit: Mapping[str, Any], _part: Mapping[str, Any], file: str) -> bool:
    return not isinstance(value, list) or all(accepts(item, limit, file) for item in value)


def _properties(value: Any, limit: Mapping[str, Any], _part: Mapping[str, Any], file: str) -> bool:
    return not isinstance(value, dict) or all(accepts(value[key], limit[key], file) for key in limit if key in value)


def _other_keys(value: Any, limit: bool | Mapping[str, Any], part: Mapping[str, Any], file: str) -> bool:
    if not isinstance(value, dict) or limit is True:
        return True
    others = [item for key, item in value.items() if key not in part.get("properties", {})]
    return not others if limit is False else all(accepts(item, limit, file) for item in others)


def _property_names(value: Any, limit: Mapping[str, Any], _part: Mapping[str, Any], file: str) -> bool:
    return not isinstance(value, dict) or all(accepts(key, limit, file) for key in value)


def _required(value: Any, limit: list[str], _part: Mapping[str, Any], _file: str) -> bool:
    return not isinstance(value, dict) or all(key in value for key in limit)


def _unique(value: Any, limit: bool, _part: Mapping[str, Any], _file: str) -> bool:
    return (
        not limit or not isinstance(value, list) or all(item not in value[:index] for index, item in enumerate(value))
    )


def _pattern(value: Any, limit: str, _part: Mapping[str, Any], _file: str) -> bool:
    return not isinstance(value, str) or matches(limit, value)


_Keyword = Callable[[Any, Any, Mapping[str, Any], str], bool]


def _bounded(kinds: type | tuple[type, ...], fits: Callable[[Any, Any], bool]) -> _Keyword:
    """A limit to values of some kinds: all others pass it."""
    return lambda value, limit, _part, _file: not isinstance(value, kinds) or fits(value, limit)


_KEYWORDS: Mapping[str, _Keyword] = {
    "$ref": _reference,
    "type": _type,
    "enum": _enum,
    "anyOf": _any_of,
    "items": _items,
    "properties": _properties,
    "additionalProperties": _other_keys,
    "propertyNames": _property_names,
    "required": _required,
    "uniqueItems": _unique,
    "pattern": _pattern,
    "multipleOf": _bounded((int, float), lambda value, limit: value % limit == 0),
    "minimum": _bounded((int, float), lambda value, limit: value >= limit),
    "maximum": _bounded((int, float), lambda value, limit: value <= limit),
    "minLength": _bounded(str, lambda value, limit: len(value) >= limit),
    "maxLength": _bounded(str, lambda value, limit: len(value) <= limit),
    "minItems": _bounded(list, lambda value, limit: len(value) >= limit),
    "maxItems": _bounded(list, lambda value, limit: len(value) <= limit),
    "maxProperties": _bounded(dict, lambda value, limit: len(value) <= limit),
}
