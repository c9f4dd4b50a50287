"""What breaks the schema, in words that tell an author what to write instead.

One cause is reported once: of several violations of one value the first in `_CODES` counts, and a missing key is not
reported where an unknown one looks like it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from generator.diagnostics.findings import Finding, Fix, Location, Scalar
from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.suggestions import did_you_mean, is_slip, nearest
from generator.spec import schema
from generator.spec.node import Node, find, location_of, path_of
from generator.spec.schema_check import REQUIRED_WHEN_RESOLVED, Violation
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


def findings_of(violations: Iterable[Violation], root: Node) -> list[Finding]:
    """Return the findings for what breaks the schema in one file, each with its location there."""
    found = [finding for violation in violations for finding in _findings(violation)]
    return [_placed(finding, root) for finding in _one_a_cause(found)]


def findings_when_resolved(violations: Iterable[Violation], root: Node) -> list[Finding]:
    """Return the findings for what a merged spec lacks or has too much of."""
    return [_of_resolved(violation, root) for violation in violations]


def _of_resolved(violation: Violation, root: Node) -> Finding:
    if violation.keyword == REQUIRED_WHEN_RESOLVED:
        return _missing_keys(violation, root)
    message = f"{len(violation.value)} entries with those that are extended and the defaults: {violation.limit} at most"
    return _located("SCH006", violation.pointer, message, root)


def _located(code: str, at: SpecPath, message: str, root: Node) -> Finding:
    return Finding(code, at, message, location=location_of(root, at), named_path=path_of(root, at))


def _placed(finding: Finding, root: Node) -> Finding:
    location = location_of(root, finding.pointer, key=finding.code == "SCH001")
    fix = replace(finding.fix, location=location) if finding.fix and location else None
    return replace(finding, location=location, named_path=path_of(root, finding.pointer), fix=fix)


def _one_a_cause(found: list[Finding]) -> Iterator[Finding]:
    first: dict[SpecPath, Finding] = {}
    for finding in found:
        if finding.code in _ORDER:
            known = first.setdefault(finding.pointer, finding)
            if _ORDER.index(finding.code) < _ORDER.index(known.code):
                first[finding.pointer] = finding
    unknown = [(finding.pointer.parent, str(finding.pointer[-1])) for finding in found if finding.code == "SCH001"]
    for finding in found:
        if finding.code in _ORDER and first[finding.pointer] is not finding:
            continue
        # An empty key is not told where what belongs below it stands beside it.
        if finding.code == "SCH003" and any(
            other.pointer.parent == finding.pointer.parent
            and other.message.endswith(f"{_INDENT}{finding.pointer[-1]!r}")
            for other in found
            if other.code == "SCH001" and finding.pointer
        ):
            continue
        missing = finding.message.partition("'")[2].partition("'")[0]
        if finding.code == "SCH002" and any(at == finding.pointer and nearest(key, [missing]) for at, key in unknown):
            continue
        yield finding


def _findings(violation: Violation) -> Iterator[Finding]:
    at, value = violation.pointer, violation.value
    if violation.keyword == "additionalProperties":
        yield from _unknown_keys(violation)
    elif violation.keyword in ("anyOf", "oneOf"):
        yield from _best_alternative(violation)
    elif violation.keyword == "required":
        yield Finding("SCH002", at, _missing_key(violation.limit, violation.schema))
    elif violation.keyword == "propertyNames":
        hint = violation.schema.get("patternHint") or f"it must match {violation.limit}"
        yield Finding("SCH001", at / value, f"the key {shown(value)} is not allowed here: {hint}")
    elif violation.keyword == "uniqueItems":
        yield from _repeated(value, at)
    else:
        message, new = _message(violation)
        fix = None if new is None else Fix(_NOWHERE, value, new)
        yield Finding(_CODES.get(violation.keyword, "SCH009"), at, message, fix=fix)


_NOWHERE = Location("")
# Left and right, double and single, low and angled: what word processors make of quotes.
TYPOGRAPHIC = "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"


def _unknown_keys(violation: Violation) -> Iterator[Finding]:
    known, at = sorted(violation.schema.get("properties", {})), violation.pointer
    for key in violation.value:
        if key in known:
            continue
        meant = _joined_key(key, known) or _not_indented(key, violation.value)
        if meant:
            yield Finding("SCH001", at / key, f"unknown key {key!r}: {meant}")
            continue
        free = [candidate for candidate in known if candidate not in violation.value]
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


def _missing_keys(violation: Violation, root: Node) -> Finding:
    """What a complete spec must have and lacks. An entry named nearly like another was meant to change that one."""
    keys, at = violation.limit, violation.pointer
    message = _missing_key(keys[0], violation.schema)
    if len(keys) > 1:
        message = f"{', '.join(map(repr, keys[:-1]))} and {keys[-1]!r} are missing"
    entry, siblings = find(root, at), find(root, at.parent)
    name = entry.name if entry is not None and at and isinstance(at[-1], int) else None
    if name is not None and siblings is not None and isinstance(siblings.value, tuple):
        others = [other.name for other in siblings.value if other.name not in (None, name)]
        near = nearest(name, [other for other in others if other is not None and is_slip(name, other)])
        message += f", or did you mean to change {near[0]!r}?" if near else ""
    return _located("SCH002", at, message, root)


def _missing_key(key: str, described: Mapping[str, Any]) -> str:
    """That a key is missing, and what it is for."""
    part = described.get("properties", {}).get(key, {})
    if "description" not in part and not part.get("$ref", "#").startswith("#"):
        part, _ = schema.resolve(part)
    what = part.get("description", "").partition(". ")[0].rstrip(".")
    return f"{key!r} is missing: {what[:1].lower()}{what[1:]}" if what else f"{key!r} is missing"


def _best_alternative(violation: Violation) -> Iterator[Finding]:
    """The findings of the alternative that fits best: the one whose type is right and that goes deepest."""
    at, value = violation.pointer, violation.value
    fitting = [arm for arm in violation.alternatives if not any(_is_root_type(inner, at) for inner in arm)]
    if not fitting:
        kinds = sorted({kind for arm in violation.alternatives for kind in _types(arm)})
        message, _ = wrong_type(value, kinds, {}) if value is not None else (nothing_here(kinds), None)
        yield Finding("SCH003", at, message)
        return
    for inner in min(fitting, key=len):
        yield from _findings(inner)


def _is_root_type(violation: Violation, at: SpecPath) -> bool:
    return violation.keyword in ("type", "const") and violation.pointer == at


def _types(violations: Iterable[Violation]) -> list[str]:
    return [kind for one in violations if one.keyword == "type" for kind in _as_list(one.limit)]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _repeated(values: list[Any], at: SpecPath) -> Iterator[Finding]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield Finding("SCH007", at / index, f"{shown(value)} stands twice in this list: take one out")


def _message(violation: Violation) -> tuple[str, Scalar]:
    """What to say, and what to write instead where that is certain."""
    value, limit, kind = violation.value, violation.limit, violation.keyword
    if kind == "type":
        wanted = _as_list(limit)
        return (nothing_here(wanted), None) if value is None else wrong_type(value, wanted, violation.schema)
    if kind in ("enum", "const"):
        return _not_one_of(value, _as_list(limit))
    if kind == "pattern":
        return _wrong_pattern(value, limit, violation.schema), None
    if kind in _LENGTHS:
        what = "entries" if kind.endswith("Items") else "keys" if kind.endswith("Properties") else "characters"
        some = f"{len(value)} {what}" if len(value) != 1 else f"one {what[:-1] if what != 'entries' else 'entry'}"
        bound = f"at {'most' if kind.startswith('max') else 'least'}"
        if what == "characters":
            return f"{shown(value)} has {some}: {limit} {what} {bound}", None
        return f"{some}: {limit} {bound}", None
    if kind in _LIMITS:
        return f"{shown(value)} {_LIMITS[kind].format(limit)}", None
    return f"{shown(value)} does not fit {kind} {limit}", None


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
