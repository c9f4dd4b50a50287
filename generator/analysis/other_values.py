"""Generate other values that the schema takes at a place of a spec, the most telling first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any

from generator.analysis.schema_at import located
from generator.diagnostics.spec_path import SpecPath
from generator.spec import schema
from generator.spec.node import from_plain, to_plain
from generator.spec.schema_fast_path import accepts

_DIGIT = re.compile(r"\d(?!.*\d)")
_LETTER = re.compile(r"[a-z](?!.*[a-z])")


def other_values(value: Any, at: SpecPath) -> Iterator[Any]:
    """Yield values that the schema takes at a place, with defaults filled in: its own first, then variations."""
    part, file = _located(_kind(at))
    yield from _valid(value, at, chain(_of_schema(part, file), _variations(value, part, file)))


def references(value: Any, at: SpecPath, names: Iterable[str]) -> Iterator[Any]:
    """Yield those names, alone or as a list, that the schema takes at a place."""
    part, file = _located(_kind(at))
    if _takes_text(part, file):
        yield from _valid(value, at, names)
    elif _takes_text(*schema.resolve(part.get("items", {}), file)):
        yield from _valid(value, at, ([name] for name in names))


def _takes_text(part: Mapping[str, Any], file: str) -> bool:
    arms = (schema.resolve(arm, file) for arm in part.get("anyOf", ()))
    return ("string" in part.get("type", ()) and "enum" not in part) or any(_takes_text(*arm) for arm in arms)


def is_valid(value: Any, at: SpecPath) -> bool:
    """Return whether the schema accepts a value at a place for certain."""
    return accepts(value, *_located(_kind(at)))


def is_enumerated(at: SpecPath) -> bool:
    """Return whether the schema lists the values of a place, or those of one of its alternatives."""
    part, file = _located(_kind(at))
    return "enum" in part or any("enum" in schema.resolve(arm, file)[0] for arm in part.get("anyOf", ()))


def _valid(value: Any, at: SpecPath, candidates: Iterable[Any]) -> Iterator[Any]:
    part, file = _located(_kind(at))
    seen = {json.dumps(value)}
    for candidate in candidates:
        text = json.dumps(candidate)
        if text not in seen and accepts(candidate, part, file):
            seen.add(text)
            yield _complete(candidate, part, file)


def _kind(at: SpecPath) -> SpecPath:
    """The place without positions: all entries of a list have one schema."""
    return SpecPath(0 if isinstance(step, int) else step for step in at)


@cache
def _located(at: SpecPath) -> tuple[Mapping[str, Any], str]:
    return located(at)


def _complete(candidate: Any, part: Mapping[str, Any], file: str) -> Any:
    if not isinstance(candidate, dict | list):
        return candidate
    return to_plain(schema.with_defaults(from_plain(candidate), part, file))


def _variations(value: Any, part: Mapping[str, Any], file: str) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value + 1, value - 1, value * 2, value // 2, value + 0.5, value - 0.5, value + 60, value - 60)
    elif isinstance(value, str):
        yield from _texts(value)
    elif isinstance(value, list):
        yield from _lists(value, part, file)


def _lists(value: list[Any], part: Mapping[str, Any], file: str) -> Iterator[Any]:
    """The list with one entry less, with one more, or with another last one."""
    yield from ([*value[:index], *value[index + 1 :]] for index in reversed(range(len(value))))
    yield from ([*value, entry] for entry in _of_schema(*schema.resolve(part.get("items", {}), file)))
    last = value[-1] if value else None
    yield from ([*value[:-1], other] for other in (_texts(last) if isinstance(last, str) else ()))


def _texts(value: str) -> Iterator[str]:
    """The text with one character changed, or with more behind it: names, blocks, times and ARNs stay what they are."""
    yield f"{value}x"
    for pattern in (_DIGIT, _LETTER):
        for found in pattern.finditer(value):
            yield f"{value[: found.start()]}{_next(found.group())}{value[found.end() :]}"
    for found in re.finditer(r"\d+", value):
        yield f"{value[: found.start()]}{int(found.group()) + 1}{value[found.end() :]}"
    yield f"x{value}"


def _next(character: str) -> str:
    return {"9": "8", "z": "y"}.get(character, chr(ord(character) + 1))


def _of_schema(part: Mapping[str, Any], file: str) -> Iterator[Any]:
    """Every value of an enumeration, the default, and the examples."""
    yield from part.get("enum", ())
    if "default" in part:
        yield part["default"]
    yield from part.get("examples", ())
    kinds = part.get("type", ())
    if kinds == "boolean":
        yield from (True, False)
    if "null" in kinds and isinstance(kinds, list):
        yield None
    if "array" in kinds:
        yield []
    for arm in part.get("anyOf", ()):
        yield from _of_schema(*schema.resolve(arm, file))
