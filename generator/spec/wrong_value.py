"""Explain values that are not among those allowed, out of bounds, or of the wrong form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics.findings import Finding, Fix, Location, Scalar
from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.suggestions import Suggestion, suggest
from generator.spec.schema_check import Violation
from generator.spec.values import shown
from generator.spec.wrong_type import nothing_here, wrong_type

# Left and right, double and single, low and angled: what word processors make of quotes.
TYPOGRAPHIC = "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"
_NAME = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
_LENGTHS = ("minItems", "maxItems", "minProperties", "maxProperties", "minLength", "maxLength")
_LIMITS = {
    "minimum": "is too small: the least is {}",
    "maximum": "is too large: the most is {}",
    "exclusiveMinimum": "is too small: it must be more than {}",
    "exclusiveMaximum": "is too large: it must be less than {}",
    "multipleOf": "is not a multiple of {}",
}


def wrong_value(violation: Violation, code: str) -> Finding:
    """Return the finding about a value, with a fix where it is certain what to write instead."""
    problem, new, suggestion = _problem(violation)
    fix = None if new is None else Fix(Location(""), violation.value, new)
    return Finding(code, violation.pointer, problem, fix=fix, suggestion=suggestion)


def _problem(violation: Violation) -> tuple[str, Scalar, Suggestion | None]:
    """The problem, what to write instead where that is certain, and the nearest words that are known."""
    value, limit, kind = violation.value, violation.limit, violation.keyword
    if kind == "type":
        wanted = as_list(limit)
        problem, new = (nothing_here(wanted), None) if value is None else wrong_type(value, wanted, violation.schema)
        return problem, new, None
    if kind in ("enum", "const"):
        return _not_one_of(value, as_list(limit))
    if kind == "pattern":
        return _wrong_pattern(value, limit, violation.schema)
    return _out_of_bounds(value, limit, kind), None, None


def _out_of_bounds(value: Any, limit: Any, kind: str) -> str:
    if kind in _LENGTHS:
        what = "entries" if kind.endswith("Items") else "keys" if kind.endswith("Properties") else "characters"
        some = f"{len(value)} {what}" if len(value) != 1 else f"one {what[:-1] if what != 'entries' else 'entry'}"
        bound = f"at {'most' if kind.startswith('max') else 'least'}"
        if what == "characters":
            return f"{shown(value)} has {some}: {limit} {what} {bound}"
        return f"{some}: {limit} {bound}"
    if kind in _LIMITS:
        return f"{shown(value)} {_LIMITS[kind].format(limit)}"
    return f"{shown(value)} does not fit {kind} {limit}"


def _not_one_of(value: Any, allowed: list[Any]) -> tuple[str, Scalar, Suggestion | None]:
    listed = ", ".join(_bare(word) for word in allowed)
    if value is None:
        return f"there is no value here: give one of {listed}", None, None
    words = [word for word in allowed if isinstance(word, str)]
    suggestion = suggest(value, words) if isinstance(value, str) else None
    new = suggestion.certain if suggestion else None
    return f"{shown(value)} is not one of {listed}{_neighbours(value, allowed)}", new, suggestion


def _bare(word: Any) -> str:
    return word if isinstance(word, str) else json.dumps(word)


def _neighbours(value: Any, allowed: list[Any]) -> str:
    """The values just below and above a number that is not among those allowed."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    numbers = [number for number in allowed if isinstance(number, int | float)]
    below, above = [n for n in numbers if n < value], [n for n in numbers if n > value]
    near = [str(max(below))] if below else []
    near += [str(min(above))] if above else []
    return f": the nearest is {' or '.join(near)}" if near else ""


def _wrong_pattern(value: str, pattern: str, schema: Mapping[str, Any]) -> tuple[str, Scalar, Suggestion | None]:
    hint = schema.get("patternHint") or f"it must match {pattern}"
    if any(quote in value for quote in TYPOGRAPHIC):
        return f"{shown(value)} holds typographic quotes, which are part of the text: use \" or ', or none", None, None
    if value.endswith(",") and re.search(pattern, value[:-1]):
        return f"{shown(value)} is not allowed here: take out the comma at its end", None, None
    meant = re.sub(r"[\s_.-]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", value)).strip("-").lower()
    is_meant = pattern == _NAME and re.fullmatch(_NAME, meant)
    return f"{shown(value)} is not allowed here: {hint}", None, Suggestion(value, (meant,)) if is_meant else None


def repeated_values(values: list[Any], at: SpecPath) -> Iterator[Finding]:
    """Yield a finding for each value that is in a list before."""
    for index, value in enumerate(values):
        if value in values[:index]:
            yield Finding("SCH007", at / index, f"{shown(value)} stands twice in this list: take one out")


def as_list(value: Any) -> list[Any]:
    """Return a list of the value, unless it is one."""
    return value if isinstance(value, list) else [value]
