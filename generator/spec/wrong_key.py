"""Explain keys that are unknown or missing: what the author most likely meant, and what a missing key is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics.findings import Finding, Fix, Location
from generator.diagnostics.suggestions import Suggestion, is_typo, nearest, suggest
from generator.spec import schema
from generator.spec.hidden_characters import hidden_fault, look_alike_fault, without_hidden, without_look_alikes
from generator.spec.key_synonyms import canonical_key, has_same_values
from generator.spec.merge import REMOVE
from generator.spec.node import Node, find
from generator.spec.schema_check import Violation
from generator.spec.schema_fast_path import accepts_alone, refers
from generator.spec.schema_index import locations_of_key

_LOOKALIKES = {"\uff1a": ":", "\uff5b": "{", "\uff3b": "[", "\uff0c": ","}
_NOWHERE = Location("")


def unknown_in(violation: Violation) -> list[str]:
    """Return the keys that a violation is about because they are not known where they are."""
    if violation.keyword == "propertyNames":
        return [str(violation.value)]
    if violation.keyword != "additionalProperties":
        return []
    return [key for key in violation.value if key not in violation.schema.get("properties", {})]


def unknown_keys(violation: Violation) -> Iterator[Finding]:
    """Yield a finding for each key that is not known where it is, with a fix where it is a slip."""
    properties, at = violation.schema.get("properties", {}), violation.pointer
    known = sorted(key for key, described in properties.items() if "deprecated" not in described)
    for key in unknown_in(violation):
        layout = _lookalike_sign(key) or _joined_key(key, known) or _not_indented(key, violation.value)
        if layout:
            yield Finding("SCH001", at / key, f"unknown key {key!r}: {layout}")
            continue
        if key == REMOVE:
            yield Finding("SCH001", at / key, "unknown key 'remove': it takes entries out of lists of names")
            continue
        free = [candidate for candidate in known if candidate not in violation.value]
        meant, suggestion, hint = _intended_key(key, free)
        certain = meant is not None and _fits(violation.value[key], properties[meant])
        fix = Fix(_NOWHERE, key, meant) if certain else None
        hint = hint or ("" if suggestion else _belongs_elsewhere(key) or _allowed(known))
        yield Finding("SCH001", at / key, f"unknown key {key!r}{hint}", fix=fix, suggestion=suggestion)


def _intended_key(key: str, free: list[str]) -> tuple[str | None, Suggestion | None, str]:
    """The key that was meant for certain, the nearest known ones, and what else to say."""
    hidden = without_hidden(key)
    if hidden != key and hidden in free:
        return hidden, None, f": {hidden_fault(key)}"
    plain = without_look_alikes(key)
    if plain != key and plain in free:
        return plain, None, f": {look_alike_fault(key)}"
    familiar = canonical_key(key, free)
    if familiar is not None:
        return familiar if has_same_values(key, familiar) else None, Suggestion(key, (familiar,)), ""
    suggestion = suggest(key, free)
    return suggestion.certain if suggestion else None, suggestion, ""


def _fits(value: Any, described: Mapping[str, Any]) -> bool:
    """Whether a value may stand under the key that was meant; of one that is described elsewhere that is not asked."""
    return refers(described) or "anyOf" in described or accepts_alone(value, described)


def empty_owner(key: str, siblings: Any) -> str | None:
    """Return the key beside this one that has no value and that this one belongs below."""
    empty = [name for name, value in siblings.items() if value is None] if isinstance(siblings, Mapping) else []
    return next((name for name in empty if name in [place.split("[")[0] for place in locations_of_key(key)]), None)


def _lookalike_sign(key: str) -> str:
    """Which sign of the key looks like one of YAML's and is none."""
    for sign in key:
        if sign in _LOOKALIKES:
            return f"{sign!r} (U+{ord(sign):04X}) is no {_LOOKALIKES[sign]!r} to YAML: write {_LOOKALIKES[sign]!r}"
    return ""


def _joined_key(key: str, known: list[str]) -> str:
    """A known key and more, without the space that belongs between."""
    name, colon, value = key.partition(":")
    if not colon or name not in known:
        return ""
    return f"a space is missing after the colon: write '{name}: {value}'" if value.strip(":") else "one colon is enough"


def _not_indented(key: str, siblings: Mapping[str, Any]) -> str:
    owner = empty_owner(key, siblings)
    return f"indent it below {owner!r}" if owner else ""


def _belongs_elsewhere(key: str) -> str:
    places = locations_of_key(key)
    if not places:
        return ""
    return f" here: it belongs to {' or '.join(places[:2])}{' and others' if len(places) > 2 else ''}"


def _allowed(known: list[str]) -> str:
    return f": known here are {', '.join(known)}" if known else ": no key is allowed here"


def missing_keys(violation: Violation, root: Node) -> Finding:
    """Return what a complete spec lacks. An entry named nearly like another was meant to change that one."""
    keys, at = violation.limit, violation.pointer
    message = missing_key(keys[0], violation.schema)
    if len(keys) > 1:
        message = f"{', '.join(map(repr, keys[:-1]))} and {keys[-1]!r} are missing"
    entry, siblings = find(root, at), find(root, at.parent)
    name = entry.name if entry is not None and at and isinstance(at[-1], int) else None
    if name is not None and siblings is not None and isinstance(siblings.value, tuple):
        others = [other.name for other in siblings.value if other.name not in (None, name)]
        near = nearest(name, [other for other in others if other is not None and is_typo(name, other)])
        message += f", or did you mean to change {near[0]!r}?" if near else ""
    return Finding("SCH002", at, message)


def missing_key(key: str, described: Mapping[str, Any]) -> str:
    """Return that a key is missing, and what it is for."""
    part = described.get("properties", {}).get(key, {})
    if "description" not in part and not part.get("$ref", "#").startswith("#"):
        part, _ = schema.resolve(part)
    what = part.get("description", "").partition(". ")[0].rstrip(".")
    return f"{key!r} is missing: {what[:1].lower()}{what[1:]}" if what else f"{key!r} is missing"
