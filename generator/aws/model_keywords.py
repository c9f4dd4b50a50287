"""List the keywords of JSON Schema draft 04 that API Gateway supports, and those of later drafts.

Sources: JSON Schema draft 04; API Gateway, "Data models for REST APIs" and "Important notes for REST APIs".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics.spec_path import SpecPath

MAPS_OF_SCHEMAS = ("properties", "patternProperties", "definitions", "dependencies")
LISTS_OF_SCHEMAS = ("allOf", "anyOf", "oneOf", "items")
SCHEMAS = ("items", "additionalItems", "additionalProperties", "not")

# Keywords of later drafts, and what to write instead.
LATER_DRAFTS: Mapping[str, str] = {
    "$defs": "use 'definitions'",
    "$id": "use 'id'",
    "const": "use 'enum' with one value",
    "contains": "leave the check to the function",
    "contentEncoding": "leave the check to the function",
    "contentMediaType": "leave the check to the function",
    "dependentRequired": "use 'dependencies'",
    "dependentSchemas": "use 'dependencies'",
    "else": "use 'oneOf'",
    "if": "use 'oneOf'",
    "maxContains": "leave the check to the function",
    "minContains": "leave the check to the function",
    "prefixItems": "use 'items' with a list",
    "propertyNames": "use 'patternProperties'",
    "then": "use 'oneOf'",
    "unevaluatedItems": "use 'additionalItems'",
    "unevaluatedProperties": "use 'additionalProperties'",
}

# Their messages hold the value; those of type, required and additionalProperties hold names only.
REPEAT_THE_VALUE = ("enum", "format", "maxLength", "maximum", "minLength", "minimum", "multipleOf", "pattern")


def subschemas(schema: Mapping[str, Any], at: SpecPath) -> Iterator[tuple[Mapping[str, Any], SpecPath]]:
    """Yield a schema and all its subschemas, each with its path. A property named like a keyword is none."""
    yield schema, at
    for place, below in _below(schema, at):
        if isinstance(below, Mapping):
            yield from subschemas(below, place)


def _below(schema: Mapping[str, Any], at: SpecPath) -> Iterator[tuple[SpecPath, Any]]:
    for word in (word for word in MAPS_OF_SCHEMAS if isinstance(schema.get(word), Mapping)):
        yield from ((at / word / name, below) for name, below in schema[word].items())
    for word in (word for word in LISTS_OF_SCHEMAS if isinstance(schema.get(word), list)):
        yield from ((at / word / index, below) for index, below in enumerate(schema[word]))
    for word in SCHEMAS:
        yield at / word, schema.get(word)
