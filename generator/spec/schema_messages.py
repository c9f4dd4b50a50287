"""The errors of the JSON Schema library in words that tell an author what to write instead."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generator.spec.pointer import Pointer
from generator.suggest import did_you_mean

TYPE_NAMES = {
    "object": "a map",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing (null)",
}


def findings_of(error: Any) -> Iterator[tuple[str, Pointer, str]]:
    """Code, pointer and message of each fault that a jsonschema ValidationError stands for."""
    at = Pointer(error.absolute_path)
    if error.validator == "additionalProperties":
        known = sorted(error.schema.get("properties", {}))
        for key in error.instance:
            if key not in known:
                yield "SCH001", at / key, f"unknown key {key!r}{did_you_mean(key, known) or _allowed(known)}"
    elif error.validator in ("anyOf", "oneOf"):
        yield from _best_alternative(error, at)
    elif error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        for key in missing:
            if error.message.startswith(repr(key)):
                yield "SCH002", at, f"{key!r} is missing"
    else:
        yield _CODES.get(error.validator, "SCH009"), at, _message(error)


def _best_alternative(error: Any, at: Pointer) -> Iterator[tuple[str, Pointer, str]]:
    """The faults of the alternative that fits best: the one whose type is right and that goes deepest."""
    by_branch: dict[int, list[Any]] = {}
    for fault in error.context or ():
        by_branch.setdefault(fault.schema_path[0], []).append(fault)
    fitting = [faults for faults in by_branch.values() if not any(_is_root_type(fault) for fault in faults)]
    if not fitting:
        types = sorted({TYPE_NAMES.get(str(t), str(t)) for faults in by_branch.values() for t in _types(faults)})
        yield "SCH003", at, f"{shown(error.instance)} is not allowed here: give {' or '.join(types)}"
        return
    for fault in min(fitting, key=len):
        yield from findings_of(fault)


def _is_root_type(fault: Any) -> bool:
    return fault.validator in ("type", "const") and not fault.path


def _types(faults: list[Any]) -> list[str]:
    return [kind for fault in faults if fault.validator == "type" for kind in _as_list(fault.validator_value)]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


_CODES = (
    {"type": "SCH003", "enum": "SCH004", "const": "SCH004", "pattern": "SCH005", "uniqueItems": "SCH007"}
    | dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"), "SCH006"
    )
    | dict.fromkeys(("minItems", "maxItems", "minProperties", "maxProperties"), "SCH006")
)


def _message(error: Any) -> str:
    instance, limit, kind = shown(error.instance), error.validator_value, error.validator
    if kind == "type":
        wanted = " or ".join(TYPE_NAMES.get(name, name) for name in _as_list(limit))
        quote = ": put it in quotes" if "string" in _as_list(limit) and isinstance(error.instance, int | float) else ""
        return f"{instance} is not {wanted}{quote}"
    if kind in ("enum", "const"):
        allowed = [str(value) for value in _as_list(limit)]
        return f"{instance} is not one of {', '.join(allowed)}{did_you_mean(str(error.instance), allowed)}"
    if kind == "pattern":
        hint = error.schema.get("patternHint") or f"it must match {limit}"
        return f"{instance} is not allowed here: {hint}"
    if kind == "uniqueItems":
        return f"the same value stands twice in {instance}"
    if kind in _LIMITS:
        return f"{instance} {_LIMITS[kind].format(limit)}"
    return str(error.message)


_LIMITS = {
    "minimum": "is too small: the least is {}",
    "maximum": "is too large: the most is {}",
    "exclusiveMinimum": "is too small: it must be more than {}",
    "exclusiveMaximum": "is too large: it must be less than {}",
    "multipleOf": "is not a multiple of {}",
    "minLength": "is too short: {} characters at least",
    "maxLength": "is too long: {} characters at most",
    "minItems": "has too few entries: {} at least",
    "maxItems": "has too many entries: {} at most",
    "minProperties": "has too few keys: {} at least",
    "maxProperties": "has too many keys: {} at most",
}


def shown(value: Any) -> str:
    """A value as an author would write it, cut to a readable length."""
    if isinstance(value, dict | list):
        kind = "the map" if isinstance(value, dict) else "the list"
        return f"{kind} {_cut(json.dumps(value, ensure_ascii=False, default=str))}"
    return _cut(json.dumps(value, ensure_ascii=False, default=str))


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def _allowed(known: list[str]) -> str:
    return f": known here are {', '.join(known)}" if known else ": no key is allowed here"
