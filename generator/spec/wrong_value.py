"""Explain values that are not among those allowed, out of bounds, or of the wrong form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics.findings import Finding, Scalar
from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.suggestions import did_you_mean, is_typo, nearest
from generator.spec.format_value import format_value
from generator.spec.hidden_characters import (
    hidden_fault,
    is_invisible,
    look_alike_fault,
    without_hidden,
    without_look_alikes,
)
from generator.spec.patterns import matches
from generator.spec.schema_check import Violation
from generator.spec.schema_fast_path import accepts_alone
from generator.spec.wrong_type import Written, missing_value, wrong_type

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


def wrong_value(violation: Violation) -> tuple[str, Written]:
    """Return the message for a value, and what to write instead where that is certain."""
    value, limit, keyword = violation.value, violation.limit, violation.keyword
    hidden = _hidden(violation)
    if hidden is not None:
        return hidden
    if keyword == "type":
        wanted = as_list(limit)
        if value is None:
            return missing_value(wanted), None
        return wrong_type(value, wanted, violation.schema, _key(violation))
    if keyword in ("enum", "const"):
        return _not_one_of(value, as_list(limit))
    if keyword == "pattern":
        return _wrong_pattern(value, limit, violation.schema), None
    if keyword in _LENGTHS:
        return _wrong_length(value, keyword, limit), None
    if keyword in _LIMITS:
        return f"{format_value(value)} {_LIMITS[keyword].format(limit)}", None
    return f"{format_value(value)} does not fit {keyword} {limit}", None


def _key(violation: Violation) -> str:
    return str(violation.pointer[-1]) if violation.pointer else ""


def _wrong_length(value: Any, keyword: str, limit: int) -> str:
    what = "entries" if keyword.endswith("Items") else "keys" if keyword.endswith("Properties") else "characters"
    count = f"{len(value)} {what}" if len(value) != 1 else f"one {what[:-1] if what != 'entries' else 'entry'}"
    bound = f"at {'most' if keyword.startswith('max') else 'least'}"
    if what == "characters":
        return f"{format_value(value)} has {count}: {limit} {what} {bound}"
    return f"{count}: {limit} {bound}"


def _hidden(violation: Violation) -> tuple[str, Scalar] | None:
    """The message for a text that is wrong for what nobody sees in it, and the text without that where it is right."""
    value, kind = violation.value, violation.keyword
    if not isinstance(value, str) or kind not in ("enum", "const", "pattern"):
        return None
    fault, bare = hidden_fault(value), without_hidden(value)
    plain = without_look_alikes(value)
    if plain != value and accepts_alone(plain, {kind: violation.limit}):
        return f"{format_value(value)} is not allowed here: {look_alike_fault(value)}", plain
    fits = accepts_alone(bare, {kind: violation.limit})
    if not fault or not (fits or "\n" in value or any(map(is_invisible, value))):
        return None
    return f"{format_value(value)} is not allowed here: {fault}", bare if fits and "\n" not in value else None


def _not_one_of(value: Any, allowed: list[Any]) -> tuple[str, Scalar]:
    words = [word for word in allowed if isinstance(word, str)]
    near = nearest(value, words) if isinstance(value, str) else ()
    listed = ", ".join(_bare(word) for word in allowed)
    if value is None:
        return f"there is no value here: give one of {listed}", None
    hint = did_you_mean(value, words) if isinstance(value, str) else _hint_for_number(value, allowed)
    hint = hint or _hint_for_off(value, words) or _hint_for_initial(value, words)
    new = near[0] if len(near) == 1 and is_typo(value, near[0]) else None
    return f"{format_value(value)} is not one of {listed}{hint}", new


_OFF = ("none", "off", "disabled", "never", "false", "no")


def _hint_for_off(value: Any, words: list[str]) -> str:
    """The enum value that turns a setting off, where false is written."""
    off = [word for word in words if word.casefold() in _OFF]
    others = [word for word in words if word not in off]
    if value is True and off and len(others) == 1:
        return f" (did you mean {others[0]!r}?)"
    written = value.casefold() if isinstance(value, str) else value
    return f" (did you mean {off[0]!r}?)" if off and (written is False or written in _OFF) else ""


def _hint_for_initial(value: Any, words: list[str]) -> str:
    """The enum value of an initial, such as S for string."""
    initial = value[:1].upper() if isinstance(value, str) else ""
    return f" (did you mean {initial!r}?)" if initial in words else ""


def _bare(word: Any) -> str:
    return word if isinstance(word, str) else json.dumps(word)


def _hint_for_number(value: Any, allowed: list[Any]) -> str:
    """The values just below and above a number that is not among those allowed."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    numbers = [number for number in allowed if isinstance(number, int | float)]
    below, above = [n for n in numbers if n < value], [n for n in numbers if n > value]
    near = [str(max(below))] if below else []
    near += [str(min(above))] if above else []
    return f": the nearest is {' or '.join(near)}" if near else ""


def _wrong_pattern(value: str, pattern: str, schema: Mapping[str, Any]) -> str:
    hint = schema.get("patternErrorMessage") or _like_example(schema) or f"it must match {pattern}"
    if any(quote in value for quote in TYPOGRAPHIC):
        return f"{format_value(value)} holds typographic quotes, which are part of the text: use \" or ', or none"
    lower = value.lower()
    if lower != value and matches(pattern, lower) and pattern != _NAME:
        return f"{format_value(value)} is not allowed here: {hint} (did you mean {lower!r}?)"
    if value.endswith(",") and matches(pattern, value[:-1]):
        return f"{format_value(value)} is not allowed here: take out the comma at its end"
    meant = re.sub(r"[\s_.-]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", value)).strip("-").lower()
    if pattern == _NAME and re.fullmatch(_NAME, meant):
        return f"{format_value(value)} is not allowed here: {hint} (did you mean {meant!r}?)"
    return f"{format_value(value)} is not allowed here: {hint}"


def _like_example(schema: Mapping[str, Any]) -> str:
    examples = [example for example in schema.get("examples", ()) if isinstance(example, str)]
    return f"give a text such as {examples[0]}" if examples else ""


def repeated_values(values: list[Any], at: SpecPath) -> Iterator[Finding]:
    """Yield a finding for each value that is in a list before."""
    for index, value in enumerate(values):
        if value in values[:index]:
            yield Finding("SCH007", at / index, f"{format_value(value)} stands twice in this list: take one out")


def as_list(value: Any) -> list[Any]:
    """Return a list of the value, unless it is one."""
    return value if isinstance(value, list) else [value]
