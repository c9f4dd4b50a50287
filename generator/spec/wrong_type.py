"""Explain a value of the wrong type: what the author most likely meant, and how it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from generator.diagnostics.findings import Scalar
from generator.spec.format_value import format_value
from generator.spec.schema_fast_path import accepts_alone, refers
from generator.spec.units import THRESHOLD, in_key_unit, threshold_hint

Written = Scalar | tuple[Scalar, ...]
# What to say, and what to write instead where that is certain.
Hint = tuple[str, Written]
TYPE_NAMES = {
    "object": "a map",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
_BOOLEANS = {"yes": True, "on": True, "true": True, "y": True, "no": False, "off": False, "false": False, "n": False}
_NUMBER = re.compile(r"[-+]?[0-9]{1,18}(\.[0-9]{1,18})?")
_GROUPED = re.compile(r"[0-9]{1,3}([,_ ][0-9]{3}){1,4}")
_MONTHS = re.compile(r"[0-9]+\s*months?", re.IGNORECASE)
_WITH_UNIT = re.compile(r"([0-9][0-9_.,]*)\s*[A-Za-z%]+")


def wrong_type(value: Any, allowed: Sequence[str], schema: Mapping[str, Any], key: str = "") -> tuple[str, Written]:
    """Return the message for a value of another type, and what to write instead where that is certain."""
    fault = f"{format_value(value)} is not {_type_names(allowed)}"
    with_unit = _with_unit(value, allowed, schema, key)
    if with_unit is not None:
        return f"{fault}: {with_unit[0]}", with_unit[1]
    for kind, hint_for in _HINTS.items():
        if kind in allowed:
            hint, new = hint_for(value, schema)
            if hint:
                return f"{fault}: {hint}", new
    return fault, None


def _with_unit(value: Any, allowed: Sequence[str], schema: Mapping[str, Any], key: str) -> Hint | None:
    """How a quantity with a unit is written under a key that says its unit, or whose metric does."""
    if not isinstance(value, str) or not set(allowed) & {"integer", "number"}:
        return None
    if key == THRESHOLD and threshold_hint(value):
        return threshold_hint(value), None
    number = in_key_unit(key, value)
    if number is None:
        return None
    return f"write {number}, the unit is in the key", number if accepts_alone(number, schema) else None


def missing_value(allowed: Sequence[str]) -> str:
    """Return the message for a key that has no value."""
    kinds = _type_names([kind for kind in allowed if kind != "null"])
    below = ", indented below it" if set(allowed) & {"object", "array"} else ""
    return f"there is no value here: give {kinds}{below}, or take the key out"


def _type_names(allowed: Sequence[str]) -> str:
    return " or ".join(TYPE_NAMES.get(kind, kind) for kind in allowed if kind != "null" or len(allowed) == 1)


_AS_ENTRIES = "write each entry as '- name: ...'"
_WITHOUT_QUOTES = "take the quotes around it away: between them all is one text"


def _hint_for_text(value: Any, schema: Mapping[str, Any]) -> Hint:
    if isinstance(value, bool | int | float):
        return "put it in quotes", str(value)
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return "take it out of the list", None
    if isinstance(value, dict | list) and "json" in str(schema.get("description", "")).casefold():
        return f"write it as a text, between single quotes: '{json.dumps(value)[:200]}'", None
    return "", None


def _hint_for_boolean(value: Any, schema: Mapping[str, Any]) -> Hint:
    if isinstance(value, str) and value.rstrip(";,").lower() in _BOOLEANS:
        meant = _BOOLEANS[value.rstrip(";,").lower()]
        return f"write {str(meant).lower()}, without quotes", meant
    if value in (0, 1) and not isinstance(value, bool):
        return f"write {str(bool(value)).lower()}", bool(value)
    return "", None


def _hint_for_number(value: Any, schema: Mapping[str, Any]) -> Hint:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        number = float(value) if "." in value else int(value)
        if isinstance(number, int) or "integer" not in str(schema.get("type")):
            return f"write {value} without quotes", number
    if isinstance(value, str) and _GROUPED.fullmatch(value):
        return f"write {re.sub('[,_ ]', '', value)}, without signs between the digits", int(re.sub("[,_ ]", "", value))
    if isinstance(value, str) and _MONTHS.fullmatch(value):
        return "give days: months are of different lengths", None
    if isinstance(value, str) and (unit := _WITH_UNIT.fullmatch(value)):
        return f"give the number alone, as in {unit.group(1)}; the unit stands in the key or its description", None
    return "", None


def _hint_for_list(value: Any, schema: Mapping[str, Any]) -> Hint:
    entries = schema.get("items", {})
    # What lists share by reference are maps with names.
    named = "name" in entries.get("properties", {}) or refers(entries)
    if isinstance(value, dict):
        if next(iter(value), "").startswith(("\u2013", "\u2014")):
            return "the dash before an entry is the hyphen '-', not a longer one", None
        if named and "name" in value:
            return "put a dash before 'name' and indent the keys below it, as in '- name: ...'", None
        first = next(iter(value), "...")
        return f"write each entry as '- name: {first}'" if named else "put a dash before each entry", None
    if isinstance(value, str) and re.match(r"-\S", value):
        return "a space is missing after the dash", None
    if isinstance(value, str) and _as_data(value, list):
        return _WITHOUT_QUOTES, None
    if isinstance(value, str) and named:
        simple = re.fullmatch(r"[a-z][a-z0-9-]*", value)
        return f"write [{{ name: {value} }}]" if simple else _AS_ENTRIES, None
    if named:
        return _AS_ENTRIES, None
    if isinstance(value, str | int) and not isinstance(value, bool):
        parts = [part.strip() for part in value.split(",")] if isinstance(value, str) else [value]
        return f"write [{', '.join(map(str, parts))}]", tuple(parts) if accepts_alone(parts, schema) else None
    return "", None


def _as_data(text: str, kind: type) -> bool:
    """Whether a text is a list or a map in quotes."""
    if text.strip()[:1] not in ("[", "{"):
        return False
    try:
        return isinstance(yaml.safe_load(text), kind)
    except (yaml.YAMLError, ValueError, RecursionError):
        return False


def _hint_for_map(value: Any, schema: Mapping[str, Any]) -> Hint:
    keys = [key for key, described in schema.get("properties", {}).items() if "deprecated" not in described]
    if isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
        return "take out the dashes: its keys stand below it without any", None
    if isinstance(value, str) and _as_data(value, dict):
        return _WITHOUT_QUOTES, None
    if isinstance(value, list) and not keys:
        return "write each entry as 'key: value'", None
    if isinstance(value, str) and (pair := re.match(r"(['\"]?[\w.-]+['\"]?)\s*(:|=)\s*(\S.*)", value)):
        if pair.group(2) == "=":
            return f"write '{pair.group(1)}: {pair.group(3)[:40]}'", None
        return f"a space is missing after '{pair.group(1)}:'", None
    if "name" in keys and isinstance(value, str | int):
        return f"write {{ name: {value} }}", None
    if isinstance(value, str) and value in keys:
        return f"a colon is missing after {value!r}", None
    return (f"its keys are {', '.join(key for key in keys if key != 'remove')}" if keys else ""), None


_HINTS = {
    "boolean": _hint_for_boolean,
    "integer": _hint_for_number,
    "number": _hint_for_number,
    "array": _hint_for_list,
    "object": _hint_for_map,
    "string": _hint_for_text,
}
