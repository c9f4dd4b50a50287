"""Valid specs drawn from the schema: any property of any section may be set, to anything that the schema allows.

What a draw cannot know, such as that a key must be a declared attribute, the rules tell: the value that a finding
points to is taken out of the draw again, until nothing is wrong with the rest.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.diagnostics.findings import Location, SpecError
from generator.diagnostics.spec_path import SpecPath
from generator.spec import schema
from generator.spec.node import Node
from generator.spec.resolve import resolve_node
from generator.validation.validate import check_environment

ONE_IN = 6
DRAWN, GENERATED = 24, 5


def generated_specs() -> list[dict[str, Any]]:
    """The same few specs without errors each time, those of many that set most; each with a suffix of its own."""
    return copy.deepcopy(_generated())


@cache
def _generated() -> list[dict[str, Any]]:
    drawn: list[dict[str, Any]] = []

    @settings(
        max_examples=DRAWN, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(specs())
    def draw(spec: dict[str, Any]) -> None:
        drawn.append(spec)

    draw()
    return [{**spec, "environmentSuffix": f"drawn-{number}"} for number, spec in enumerate(_telling(drawn))]


def _telling(drawn: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One after the other those that set most of what those before have not set."""
    known: set[str] = set()
    for _ in range(GENERATED):
        spec = max(drawn, key=lambda spec: len(set(_set_by(spec)) - known))
        known.update(_set_by(spec))
        yield spec


def _set_by(value: Any, path: str = "") -> Iterator[str]:
    """The paths of all properties that are set, whatever the entry of a list, with what they are set to."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _set_by(item, f"{path}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from _set_by(item, f"{path}.")
    yield f"{path}: {value}"


def specs() -> st.SearchStrategy[dict[str, Any]]:
    """Specs without errors, as plain data."""
    return drawn_specs().map(repaired)


def drawn_specs() -> st.SearchStrategy[dict[str, Any]]:
    """Specs as they are drawn: the schema takes nearly all of them, the rules few."""
    return _value(schema.section(schema.ROOT), schema.ROOT).map(_with_suffix)


def _with_suffix(spec: dict[str, Any]) -> dict[str, Any]:
    return {"environmentSuffix": "drawn", **{key: value for key, value in spec.items() if key != "extends"}}


def _value(described: Mapping[str, Any], file: str) -> st.SearchStrategy[Any]:
    described, file = schema.resolve(described, file)
    if "enum" in described:
        return st.sampled_from(described["enum"])
    if "anyOf" in described or "oneOf" in described:
        return st.one_of([_value(arm, file) for arm in described.get("anyOf") or described["oneOf"]])
    kinds = described.get("type", "string")
    choices = [_of_type(kind, described, file) for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    return st.one_of(choices)


def _of_type(kind: str, described: Mapping[str, Any], file: str) -> st.SearchStrategy[Any]:
    if kind == "null":
        return st.none()
    if kind == "boolean":
        return st.booleans()
    if kind in ("integer", "number"):
        low, high = described.get("minimum", 0), described.get("maximum", 10_000)
        step = described.get("multipleOf", 1)
        return st.integers(-(-low // step), high // step).map(lambda number: number * step)
    if kind == "string":
        return st.sampled_from([text for text in described.get("examples", ("text",)) if isinstance(text, str)])
    if kind == "array":
        return _list(described, file)
    return _map(described, file)


def _list(described: Mapping[str, Any], file: str) -> st.SearchStrategy[list[Any]]:
    item, item_file = schema.resolve(described["items"], file)
    if "examples" in item and len(item["examples"]) < described.get("minItems", 0):
        return st.sampled_from(described["examples"])
    unique_by = (lambda entry: entry["name"]) if "name" in item.get("properties", {}) else repr
    return st.lists(
        _value(item, item_file),
        min_size=described.get("minItems", 0),
        max_size=min(described.get("maxItems", 3), max(3, described.get("minItems", 0))),
        unique_by=unique_by,
    )


@st.composite
def _map(draw: st.DrawFn, described: Mapping[str, Any], file: str) -> dict[str, Any]:
    needed = {*described.get("required", ()), *described.get("requiredWhenResolved", ())}
    built = {}
    for key, property_schema in described.get("properties", {}).items():
        if key == "name":
            built[key] = draw(st.from_regex(r"[a-z]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True))
        elif (
            key != "remove"
            and "deprecated" not in property_schema
            and (key in needed or draw(st.integers(1, ONE_IN)) == 1)
        ):
            built[key] = draw(_value(property_schema, file))
    return built


def repaired(spec: dict[str, Any]) -> dict[str, Any]:
    """The spec without the values at which errors point. Warnings stay."""
    for _ in range(200):
        paths: dict[int, SpecPath] = {}
        node = _marked(spec, SpecPath(), paths)
        faulty = _first_fault(node)
        if faulty is None:
            return spec
        _take_out(spec, paths[faulty.line] or _entry_to_drop(spec))
    raise AssertionError(f"cannot be repaired: {spec}")


def _first_fault(node: Node) -> Location | None:
    try:
        findings = check_environment(resolve_node(node, (), {}))
    except SpecError as error:
        findings = list(error.findings)
    return next((finding.location for finding in findings if finding.level == "error"), None)


def _entry_to_drop(spec: Mapping[str, Any]) -> SpecPath:
    return SpecPath((next(key for key in reversed(spec) if key != "environmentSuffix"),))


def _marked(value: Any, at: SpecPath, paths: dict[int, SpecPath]) -> Node:
    mark = Location("drawn", len(paths))
    paths[len(paths)] = at
    if isinstance(value, dict):
        return Node({key: _marked(item, at / key, paths) for key, item in value.items()}, mark, mark)
    if isinstance(value, list):
        return Node(tuple(_marked(item, at / index, paths) for index, item in enumerate(value)), mark, mark)
    return Node(value, mark, mark)


def _take_out(spec: Any, at: SpecPath) -> None:
    """Remove the value at a pointer; where its parent cannot be without it, the parent goes, too."""
    parent = spec
    for step in at[:-1]:
        parent = parent[step]
    if isinstance(parent, dict) and at[-1] == "name":
        _take_out(spec, at.parent)
    else:
        del parent[at[-1]]
