"""Check specs against the schema, and return violations as data: `schema_messages` explains them.

One file is checked by jsonschema, which is only loaded where something may be wrong; a merged spec for what its files
can lack, or have too much of, together.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from generator.diagnostics.spec_path import SpecPath
from generator.spec.node import Node, to_plain
from generator.spec.patterns import matches
from generator.spec.schema import FOLDER, ROOT, resolve, root_schema, section
from generator.spec.schema_fast_path import accepts

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

REQUIRED_WHEN_RESOLVED = "requiredWhenResolved"


@dataclass(frozen=True, slots=True)
class Violation:
    """A value that breaks one keyword of the schema that describes it; a key where the keyword is `propertyNames`."""

    pointer: SpecPath
    keyword: str
    limit: Any
    value: Any
    schema: Mapping[str, Any]
    alternatives: tuple[tuple[Violation, ...], ...] = ()
    """Of `anyOf`: what each alternative has against the value."""


def violations(node: Node) -> list[Violation]:
    """Return every way in which one file, complete or partial, breaks the schema."""
    plain, root = to_plain(node), root_schema(node)
    if accepts(plain, section(root), root):
        return []
    validator = _validator().evolve(schema={"$ref": root})
    return [_violation(error) for error in validator.iter_errors(plain)]


def is_valid(value: Any, part: Mapping[str, Any], file: str) -> bool:
    """Return whether a part of the schema, which is in `file`, accepts a value."""
    return accepts(value, part, file) or bool(schema_validator(part, file).is_valid(value))


def schema_validator(part: Mapping[str, Any], file: str) -> Any:
    """Return jsonschema's validator of a part of the schema, which is in `file`."""
    absolute = json.loads(json.dumps(part).replace('"$ref": "#', f'"$ref": "{file}#'))
    return _validator().evolve(schema=absolute)


def violations_when_resolved(node: Node) -> list[Violation]:
    """Return what a merged spec lacks, or has too much of, although each of its files fits the schema.

    Merging replaces values by others that fit, and defaults fit: only what is counted, or missing, is new.
    """
    root = root_schema(node)
    return list(_when_resolved(node, section(root), root, SpecPath()))


def _when_resolved(node: Node, schema: Mapping[str, Any], file: str, at: SpecPath) -> Iterator[Violation]:
    if node.default:
        return  # The tests hold every default against the schema.
    schema, file = resolve(schema, file)
    if isinstance(node.value, dict | tuple):
        keyword = "maxProperties" if isinstance(node.value, dict) else "maxItems"
        most = schema.get(keyword)
        if most is not None and len(node.value) > most:
            yield Violation(at, keyword, most, node.value, schema)
    if isinstance(node.value, dict):
        missing = [key for key in schema.get(REQUIRED_WHEN_RESOLVED, ()) if key not in node.value]
        if missing:
            yield Violation(at, REQUIRED_WHEN_RESOLVED, missing, node.value, schema)
        for key, property_schema in schema.get("properties", {}).items():
            if key in node.value:
                yield from _when_resolved(node.value[key], property_schema, file, at / key)
    elif isinstance(node.value, tuple) and "items" in schema:
        for index, entry in enumerate(node.value):
            yield from _when_resolved(entry, schema["items"], file, at / index)


def _violation(error: ValidationError) -> Violation:
    keyword = "propertyNames" if "propertyNames" in error.absolute_schema_path else str(error.validator)
    limit: Any = error.validator_value
    if keyword == "required":
        # jsonschema has an error for each missing key, and names the key in its message alone.
        limit = next(key for key in limit if error.message.startswith(repr(key)))
    alternatives: dict[Any, list[Violation]] = {}
    for inner in error.context or ():
        alternatives.setdefault(inner.schema_path[0], []).append(_violation(inner))
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    listed = tuple(map(tuple, alternatives.values()))
    return Violation(SpecPath(error.absolute_path), keyword, limit, error.instance, schema, listed)


_FORMATS = (
    "fqdn",
    "idna",
    "isoduration",
    "jsonpointer",
    "rfc3339_validator",
    "rfc3986_validator",
    "rfc3987",
    "rfc3987_syntax",
    "uri_template",
    "webcolors",
)


@contextmanager
def _without_formats() -> Iterator[None]:
    """jsonschema imports whatever checks formats, which nobody asks of it here; one such package takes a second."""
    hidden = [name for name in _FORMATS if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is how an import is refused
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


@cache
def _validator() -> Draft202012Validator:
    """A validator that knows all files."""
    with _without_formats():
        from jsonschema import Draft202012Validator
        from jsonschema.validators import extend
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    # A schema that names its dialect would be given to that dialect's own validator.
    parts = {path.name: _without_dialect(section(path.name)) for path in FOLDER.glob("*.json")}
    resources = [(name, DRAFT202012.create_resource(part)) for name, part in parts.items()]
    validator: Any = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]  # it has no types
    root_validator: Draft202012Validator = validator({"$ref": ROOT}, registry=Registry().with_resources(resources))
    return root_validator


def _without_dialect(part: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key != "$schema"}


def _pattern(_validator: Any, limit: str, value: Any, _schema: Any) -> Iterator[ValidationError]:
    from jsonschema import ValidationError

    if isinstance(value, str) and not matches(limit, value):
        yield ValidationError(f"{value!r} does not match {limit!r}")
