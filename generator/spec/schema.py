"""The JSON Schema of a spec: where defaults, descriptions and limits live, and nowhere else.

One file a section, joined by relative `$ref`. Every file of a spec is checked alone against it; what only a complete
spec must have is said by the keyword `requiredWhenResolved`, which validators elsewhere pass over, as the standard
asks, and which is checked here once everything is merged.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.spec.merge import is_named_list, merge
from generator.spec.node import Node, from_plain, to_plain

FOLDER = Path(__file__).resolve().parents[2] / "schemas"
ROOT = "environment.schema.json"


@cache
def section(name: str) -> dict[str, Any]:
    """One schema file as plain data."""
    loaded: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return loaded


def resolve(schema: Mapping[str, Any], file: str = ROOT) -> tuple[Mapping[str, Any], str]:
    """A schema with its `$ref` followed, laid under the words beside it; and the file in which it stands."""
    while "$ref" in schema:
        target, _, fragment = schema["$ref"].partition("#")
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        file = target or file
        schema = section(file)
        for step in fragment.split("/")[1:]:
            schema = schema[step]
        schema = {**schema, **beside} if beside else schema
    return schema, file


def with_defaults(node: Node, schema: Mapping[str, Any] | None = None, file: str = ROOT) -> Node:
    """The tree with every default of the schema laid below it. A default bears no mark: no file says it."""
    schema, file = resolve(section(ROOT) if schema is None else schema, file)
    if isinstance(node.value, dict):
        return _map_with_defaults(node, node.value, schema, file)
    if isinstance(node.value, tuple) and "items" in schema:
        items = tuple(with_defaults(entry, schema["items"], file) for entry in node.value)
        return Node(items, node.location, node.key_location)
    return node


def _map_with_defaults(node: Node, value: Mapping[str, Node], schema: Mapping[str, Any], file: str) -> Node:
    entries = dict(value)
    for key, property_schema in schema.get("properties", {}).items():
        resolved, _ = resolve(property_schema, file)
        if "default" in resolved:
            entries[key] = _with_default(entries.get(key), resolved["default"])
        if key in entries:
            entries[key] = with_defaults(entries[key], property_schema, file)
    extra = schema.get("additionalProperties")
    if isinstance(extra, dict):
        known = schema.get("properties", {})
        entries |= {key: with_defaults(entries[key], extra, file) for key in entries if key not in known}
    return Node(entries, node.location, node.key_location)


def _with_default(given: Node | None, default: Any) -> Node:
    """Named lists and maps merge with their default as with a file they extend; any other value replaces it."""
    below = from_plain(default)
    if given is None:
        return below
    mergeable = isinstance(given.value, dict) or (isinstance(given.value, tuple) and is_named_list(given))
    return merge(below, given) if mergeable and below.value is not None else given


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
def _validators() -> Callable[[Mapping[str, Any]], Any]:
    """Validators that know all files. jsonschema is imported here because it is half the cost of a short run."""
    with _without_formats():
        from jsonschema import Draft202012Validator
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    resources = [(path.name, DRAFT202012.create_resource(section(path.name))) for path in FOLDER.glob("*.json")]
    return partial(Draft202012Validator, registry=Registry().with_resources(resources))


@cache
def _validator() -> Any:
    """A validator of the whole schema."""
    return _validators()({"$ref": ROOT})


# Sections that had no fault, by name and content. Environments share most of what they say.
_accepted: set[bytes] = set()


def _errors(plain: Any) -> Iterator[Any]:
    """What jsonschema has against a spec. A section that it has accepted in this process is not shown to it again."""
    if not isinstance(plain, Mapping):
        return cast(Iterator[Any], _validator().iter_errors(plain))
    root = section(ROOT)
    contents = {key: _content(key, plain[key]) for key in root["properties"] if key in plain}
    asked = {key: True if contents.get(key) in _accepted else asks for key, asks in root["properties"].items()}
    errors = list(_validators()({**root, "properties": asked}).iter_errors(plain))
    faulty = {error.absolute_path[0] for error in errors if error.absolute_path}
    _accepted.update(content for key, content in contents.items() if key not in faulty)
    return iter(errors)


def _content(key: str, value: Any) -> bytes:
    return hashlib.sha256(json.dumps([key, value], default=repr).encode()).digest()


def check(node: Node) -> Iterator[Finding]:
    """Every way in which one file, complete or partial, breaks the schema."""
    from generator.spec.schema_messages import findings_of

    yield from findings_of(_errors(to_plain(node)), node)


def check_resolved(node: Node) -> Iterator[Finding]:
    """What a merged spec can lack, or have too much of, although each of its files fits the schema.

    Merging replaces values by others that fit, and defaults fit: only what is counted, or missing, is new.
    """
    yield from _missing(node, node, section(ROOT), ROOT, SpecPath())


def _missing(root: Node, node: Node, schema: Mapping[str, Any], file: str, at: SpecPath) -> Iterator[Finding]:
    schema, file = resolve(schema, file)
    if isinstance(node.value, dict | tuple):
        most = schema.get("maxProperties" if isinstance(node.value, dict) else "maxItems")
        if most is not None and len(node.value) > most:
            from generator.spec.schema_messages import too_many

            yield too_many(len(node.value), most, root, at)
    if isinstance(node.value, dict):
        missing = [key for key in schema.get("requiredWhenResolved", ()) if key not in node.value]
        if missing:
            from generator.spec.schema_messages import missing_keys

            yield missing_keys(missing, schema, root, at)
        for key, property_schema in schema.get("properties", {}).items():
            if key in node.value:
                yield from _missing(root, node.value[key], property_schema, file, at / key)
    elif isinstance(node.value, tuple) and "items" in schema:
        for index, entry in enumerate(node.value):
            yield from _missing(root, entry, schema["items"], file, at / index)
