"""Look up the schema of a place in a spec."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics.spec_path import SpecPath
from generator.spec import schema, schema_check


def located(at: SpecPath, top: str = schema.ROOT) -> tuple[Mapping[str, Any], str]:
    """Return the schema of a place, references followed, and its file; empty where there is none.

    `top` is the schema of the whole file: another one for an account.
    """
    part, file = schema.resolve(schema.section(top), top)
    for step in at:
        found = next(_children(part, file, step), None)
        if found is None:
            return {}, file
        part, file = schema.resolve(*found)
    return part, file


def allowed(part: Mapping[str, Any], file: str) -> str:
    """Return which values a place takes, in a few words."""
    if "enum" in part:
        return ", ".join(json.dumps(value) if not isinstance(value, str) else value for value in part["enum"])
    if "anyOf" in part:
        arms = [schema.resolve(arm, file) for arm in part["anyOf"]]
        return "; or ".join(filter(None, (allowed(*arm) for arm in arms)))
    kinds = part.get("type", [])
    words = [_KINDS[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    limits = [text.format(part[key]) for key, text in _LIMITS.items() if key in part]
    if part.get("patternErrorMessage"):
        limits.append(str(part["patternErrorMessage"]))
    elif "pattern" in part:
        limits.append(f"matching {part['pattern']}")
    return ", ".join([" or ".join(words), *limits]).strip(", ")


def is_valid(value: Any, at: SpecPath) -> bool:
    """Return whether the schema of a place takes a value there."""
    part, file = located(at)
    if not part:
        return True  # inside a value whose shape is the author's own
    return schema_check.is_valid(value, part, file)


_KINDS = {
    "object": "a map",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
_LIMITS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} entries",
    "maxItems": "at most {} entries",
}


def _children(part: Mapping[str, Any], file: str, step: str | int) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The schemas that a step leads to: through properties, extra keys, entries, or whichever alternative has them."""
    if isinstance(step, str) and step in part.get("properties", {}):
        yield part["properties"][step], file
    elif "items" in part:
        yield part["items"], file
    elif isinstance(part.get("additionalProperties"), Mapping):
        yield part["additionalProperties"], file
    for arm in part.get("anyOf", ()):
        yield from _children(*schema.resolve(arm, file), step)
