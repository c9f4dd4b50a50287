"""API Gateway reads models as JSON Schema draft 04: it refuses what is not, and ignores keywords of later drafts, so
that they check nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.aws.model_keywords import LATER_DRAFTS, subschemas
from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.spec import schema
from generator.spec.model import Environment
from generator.spec.model.api import BodyModel

CODE = "API005"
LEVEL = "error"
SUMMARY = "a body model is not JSON Schema draft 04"
SOURCE = "API Gateway, Data models for REST APIs"


def check(env: Environment) -> Iterator[Finding]:
    for model in env.api.models:
        faults = [] if model.schema in _shipped() or _is_plain(model.schema) else list(_faults(model))
        yield from faults
        if not faults:
            yield from _later_keywords(model)


def _shipped() -> list[Any]:
    """The schemas of the default models, which tests hold to draft 04: most specs have no others."""
    return [model["schema"] for model in schema.section("api.schema.json")["properties"]["models"]["default"]]


def _is_plain(part: Any) -> bool:
    """Whether a schema has only keywords that can be judged at a glance, and these are right."""
    return isinstance(part, Mapping) and all(key in _PLAIN and _PLAIN[key](value) for key, value in part.items())


_PLAIN: Mapping[str, Callable[[Any], bool]] = {
    "type": lambda value: value in ("array", "boolean", "integer", "null", "number", "object", "string"),
    "required": lambda value: (
        bool(value) and all(isinstance(key, str) for key in value) and len({*value}) == len(value)
    ),
    "properties": lambda value: isinstance(value, Mapping) and all(_is_plain(inner) for inner in value.values()),
}


def _faults(model: BodyModel) -> Iterator[Finding]:
    # Imported here because it is a fifth of the cost of a short run.
    from jsonschema import Draft4Validator

    meta = Draft4Validator(Draft4Validator.META_SCHEMA)
    for error in meta.iter_errors(dict(model.schema)):
        at = SpecPath((*model.pointer, "schema", *error.absolute_path))
        # Of the ways in which a type may be given, a single word is the one that people mean.
        cause = next((inner for inner in error.context or () if inner.validator == "enum"), error)
        yield Finding(CODE, at, f"model {model.name!r} is not valid draft 04: {cause.message}")


def _later_keywords(model: BodyModel) -> Iterator[Finding]:
    for part, at in subschemas(model.schema, model.pointer / "schema"):
        for keyword in part:
            if keyword in LATER_DRAFTS:
                message = f"draft 04 does not know {keyword!r}, so it checks nothing: {LATER_DRAFTS[keyword]}"
                yield Finding(CODE, at / keyword, message)
