"""Other values that a place of a spec could have: what trying them changes in the stack is what the place shapes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from generator.analysis.schema_at import is_valid, located
from generator.diagnostics.spec_path import SpecPath
from generator.spec import schema
from generator.spec.node import from_plain, to_plain

_DIGIT = re.compile(r"\d(?!.*\d)")
_LETTER = re.compile(r"[a-z](?!.*[a-z])")


def other_values(value: Any, at: SpecPath, names: Iterable[str] = ()) -> Iterator[Any]:
    """Values that the schema takes in the place of `value`, the most telling first. `names` are those of entries, to
    which a value may refer."""
    part, file = located(at)
    found: list[Any] = []
    own = _candidates(value, part, file)
    for candidate in chain(own, (form for name in names for form in (name, [name]))):
        if candidate != value and candidate not in found and is_valid(candidate, at):
            found.append(candidate)
            yield to_plain(schema.with_defaults(from_plain(candidate), part, file))


def _candidates(value: Any, part: Mapping[str, Any], file: str) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from _numbers(value)
    elif isinstance(value, str):
        yield from _texts(value)
    elif isinstance(value, list | tuple):
        yield from ([*value[:index], *value[index + 1 :]] for index in reversed(range(len(value))))
    yield from _of_schema(part, file)
    if isinstance(value, list | tuple):
        yield from ([*value, entry] for entry in _of_schema(*schema.resolve(part.get("items", {}), file)))
        last = value[-1] if value else None
        yield from ([*value[:-1], other] for other in (_texts(last) if isinstance(last, str) else ()))


def _numbers(value: float) -> Iterator[float]:
    yield from (value + 1, value - 1, value * 2, value // 2, value + 0.5, value - 0.5, value + 60, value - 60)


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
