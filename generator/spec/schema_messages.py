"""The errors of the JSON Schema library in words that tell an author what to write instead.

One cause is told once: of several errors of one value the first in `_CODES` counts, and a key that is missing is not
told where an unknown one looks like it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from generator.diagnostics.findings import Finding, Fix, Location, Scalar
from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.suggestions import did_you_mean, is_slip, nearest
from generator.spec.node import Node, find, location_of, path_of
from generator.spec.schema_index import locations_of_key
from generator.spec.values import shown
from generator.spec.wrong_type import nothing_here, wrong_type

_CODES = (
    {"type": "SCH003", "enum": "SCH004", "const": "SCH004", "pattern": "SCH005", "uniqueItems": "SCH007"}
    | dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"), "SCH006"
    )
    | dict.fromkeys(("minItems", "maxItems", "minProperties", "maxProperties"), "SCH006")
)
_ORDER = tuple(dict.fromkeys(_CODES.values()))
_NAME = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"


def findings_of(errors: Iterable[Any], root: Node) -> list[Finding]:
    """What jsonschema's ValidationErrors stand for, each with its place in the file."""
    told = [finding for error in errors for finding in _told(error)]
    return [_placed(finding, root) for finding in _one_a_cause(told)]


def _placed(finding: Finding, root: Node) -> Finding:
    location = location_of(root, finding.pointer, key=finding.code == "SCH001")
    fix = replace(finding.fix, location=location) if finding.fix and location else None
    return replace(finding, location=location, named_path=path_of(root, finding.pointer), fix=fix)


def _one_a_cause(told: list[Finding]) -> Iterator[Finding]:
    first: dict[SpecPath, Finding] = {}
    for finding in told:
        if finding.code in _ORDER:
            known = first.setdefault(finding.pointer, finding)
            if _ORDER.index(finding.code) < _ORDER.index(known.code):
                first[finding.pointer] = finding
    unknown = [(finding.pointer.parent, str(finding.pointer[-1])) for finding in told if finding.code == "SCH001"]
    for finding in told:
        if finding.code in _ORDER and first[finding.pointer] is not finding:
            continue
        # An empty key is not told where what belongs below it stands beside it.
        if finding.code == "SCH003" and any(
            other.pointer.parent == finding.pointer.parent
            and other.message.endswith(f"{_INDENT}{finding.pointer[-1]!r}")
            for other in told
            if other.code == "SCH001" and finding.pointer
        ):
            continue
        missing = finding.message.partition("'")[2].partition("'")[0]
        if finding.code == "SCH002" and any(at == finding.pointer and nearest(key, [missing]) for at, key in unknown):
            continue
        yield finding


def _told(error: Any) -> Iterator[Finding]:
    at = SpecPath(error.absolute_path)
    if error.validator == "additionalProperties":
        yield from _unknown_keys(error, at)
    elif error.validator in ("anyOf", "oneOf"):
        yield from _best_alternative(error, at)
    elif error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        for key in missing:
            if error.message.startswith(repr(key)):
                yield Finding("SCH002", at, missing_key(key, error.schema))
    elif "propertyNames" in error.absolute_schema_path:
        hint = error.schema.get("patternHint") or f"it must match {error.validator_value}"
        yield Finding("SCH001", at / error.instance, f"the key {shown(error.instance)} is not allowed here: {hint}")
    elif error.validator == "uniqueItems":
        yield from _repeated(error.instance, at)
    else:
        message, new = _message(error)
        fix = None if new is None else Fix(_NOWHERE, error.instance, new)
        yield Finding(_CODES.get(error.validator, "SCH009"), at, message, fix=fix)


_NOWHERE = Location("")
# Left and right, double and single, low and angled: what word processors make of quotes.
TYPOGRAPHIC = "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"


def _unknown_keys(error: Any, at: SpecPath) -> Iterator[Finding]:
    known = sorted(error.schema.get("properties", {}))
    for key in error.instance:
        if key in known:
            continue
        meant = _joined_key(key, known) or _not_indented(key, error.instance)
        if meant:
            yield Finding("SCH001", at / key, f"unknown key {key!r}: {meant}")
            continue
        free = [candidate for candidate in known if candidate not in error.instance]
        near = nearest(key, free)
        hint = did_you_mean(key, free) or _belongs_elsewhere(key) or _allowed(known)
        certain = len(near) == 1 and is_slip(key, near[0])
        yield Finding("SCH001", at / key, f"unknown key {key!r}{hint}", fix=_new_key(key, near[0]) if certain else None)


def _joined_key(key: str, known: list[str]) -> str:
    """A known key and more, without the space that belongs between."""
    name, colon, value = key.partition(":")
    if not colon or name not in known:
        return ""
    return f"a space is missing after the colon: write '{name}: {value}'" if value.strip(":") else "one colon is enough"


def _not_indented(key: str, siblings: Mapping[str, Any]) -> str:
    """A key that stands beside an empty one to which it belongs."""
    empty = [name for name, value in siblings.items() if value is None]
    owner = next((name for name in empty if name in [place.split("[")[0] for place in locations_of_key(key)]), None)
    return f"{_INDENT}{owner!r}" if owner else ""


_INDENT = "indent it below "


def _new_key(old: str, new: str) -> Fix:
    return Fix(_NOWHERE, old, new)


def _belongs_elsewhere(key: str) -> str:
    places = locations_of_key(key)
    if not places:
        return ""
    return f" here: it belongs to {' or '.join(places[:2])}{' and others' if len(places) > 2 else ''}"


def _allowed(known: list[str]) -> str:
    return f": known here are {', '.join(known)}" if known else ": no key is allowed here"


def missing_keys(keys: Sequence[str], schema: Mapping[str, Any], root: Node, at: SpecPath) -> Finding:
    """What a complete spec must have and lacks. An entry named nearly like another was meant to change that one."""
    message = missing_key(keys[0], schema)
    if len(keys) > 1:
        message = f"{', '.join(map(repr, keys[:-1]))} and {keys[-1]!r} are missing"
    entry, siblings = find(root, at), find(root, at.parent)
    name = entry.name if entry is not None and at and isinstance(at[-1], int) else None
    if name is not None and siblings is not None and isinstance(siblings.value, tuple):
        others = [other.name for other in siblings.value if other.name not in (None, name)]
        near = nearest(name, [other for other in others if other is not None and is_slip(name, other)])
        message += f", or did you mean to change {near[0]!r}?" if near else ""
    return Finding("SCH002", at, message, location=location_of(root, at), named_path=path_of(root, at))


def too_many(count: int, most: int, root: Node, at: SpecPath) -> Finding:
    """More entries in all than are allowed, though no file alone has too many."""
    message = f"{count} entries with those that are extended and the defaults: {most} at most"
    return Finding("SCH006", at, message, location=location_of(root, at), named_path=path_of(root, at))


def missing_key(key: str, schema: Mapping[str, Any]) -> str:
    """That a key is missing, and what it is for."""
    from generator.spec.schema import resolve

    described = schema.get("properties", {}).get(key, {})
    if "description" not in described and not described.get("$ref", "#").startswith("#"):
        described, _ = resolve(described)
    what = described.get("description", "").partition(". ")[0].rstrip(".")
    return f"{key!r} is missing: {what[:1].lower()}{what[1:]}" if what else f"{key!r} is missing"


def _best_alternative(error: Any, at: SpecPath) -> Iterator[Finding]:
    """The faults of the alternative that fits best: the one whose type is right and that goes deepest."""
    by_branch: dict[int, list[Any]] = {}
    for fault in error.context or ():
        by_branch.setdefault(fault.schema_path[0], []).append(fault)
    fitting = [faults for faults in by_branch.values() if not any(_is_root_type(fault) for fault in faults)]
    if not fitting:
        kinds = sorted({kind for faults in by_branch.values() for kind in _types(faults)})
        message, _ = (
            wrong_type(error.instance, kinds, {}) if error.instance is not None else (nothing_here(kinds), None)
        )
        yield Finding("SCH003", at, message)
        return
    for fault in min(fitting, key=len):
        yield from _told(fault)


def _is_root_type(fault: Any) -> bool:
    return fault.validator in ("type", "const") and not fault.path


def _types(faults: list[Any]) -> list[str]:
    return [kind for fault in faults if fault.validator == "type" for kind in _as_list(fault.validator_value)]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _repeated(values: list[Any], at: SpecPath) -> Iterator[Finding]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield Finding("SCH007", at / index, f"{shown(value)} stands twice in this list: take one out")


def _message(error: Any) -> tuple[str, Scalar]:
    """What to say, and what to write instead where that is certain."""
    value, limit, kind = error.instance, error.validator_value, error.validator
    if kind == "type":
        wanted = _as_list(limit)
        return (nothing_here(wanted), None) if value is None else wrong_type(value, wanted, error.schema)
    if kind in ("enum", "const"):
        return _not_one_of(value, _as_list(limit))
    if kind == "pattern":
        return _wrong_pattern(value, limit, error.schema), None
    if kind in _LENGTHS:
        what = "entries" if kind.endswith("Items") else "keys" if kind.endswith("Properties") else "characters"
        some = f"{len(value)} {what}" if len(value) != 1 else f"one {what[:-1] if what != 'entries' else 'entry'}"
        bound = f"at {'most' if kind.startswith('max') else 'least'}"
        if what == "characters":
            return f"{shown(value)} has {some}: {limit} {what} {bound}", None
        return f"{some}: {limit} {bound}", None
    if kind in _LIMITS:
        return f"{shown(value)} {_LIMITS[kind].format(limit)}", None
    return str(error.message), None


_LENGTHS = ("minItems", "maxItems", "minProperties", "maxProperties", "minLength", "maxLength")
_LIMITS = {
    "minimum": "is too small: the least is {}",
    "maximum": "is too large: the most is {}",
    "exclusiveMinimum": "is too small: it must be more than {}",
    "exclusiveMaximum": "is too large: it must be less than {}",
    "multipleOf": "is not a multiple of {}",
}


def _not_one_of(value: Any, allowed: list[Any]) -> tuple[str, Scalar]:
    words = [word for word in allowed if isinstance(word, str)]
    near = nearest(value, words) if isinstance(value, str) else ()
    listed = ", ".join(_bare(word) for word in allowed)
    if value is None:
        return f"there is no value here: give one of {listed}", None
    hint = did_you_mean(value, words) if isinstance(value, str) else _neighbours(value, allowed)
    new = near[0] if len(near) == 1 and is_slip(value, near[0]) else None
    return f"{shown(value)} is not one of {listed}{hint}", new


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


def _wrong_pattern(value: str, pattern: str, schema: Mapping[str, Any]) -> str:
    hint = schema.get("patternHint") or f"it must match {pattern}"
    if any(quote in value for quote in TYPOGRAPHIC):
        return f"{shown(value)} holds typographic quotes, which are part of the text: use \" or ', or none"
    if value.endswith(",") and re.search(pattern, value[:-1]):
        return f"{shown(value)} is not allowed here: take out the comma at its end"
    meant = re.sub(r"[\s_.-]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", value)).strip("-").lower()
    if pattern == _NAME and re.fullmatch(_NAME, meant):
        return f"{shown(value)} is not allowed here: {hint} (did you mean {meant!r}?)"
    return f"{shown(value)} is not allowed here: {hint}"


def value_at(root: Node, at: SpecPath) -> Scalar:
    """The scalar at a pointer; None for a map or a list."""
    node = find(root, at)
    value = node.value if node is not None else None
    return None if isinstance(value, Mapping | tuple) else value
