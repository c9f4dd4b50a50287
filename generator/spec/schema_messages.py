"""Explain violations of the schema: findings that say what to write instead.

One cause is reported once: what follows from a misplaced or misspelt key is left out, and of several violations of one
value the first in `_CODES` counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from generator.diagnostics.findings import Finding, Fix, Location
from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.suggestions import nearest
from generator.spec.format_value import format_value
from generator.spec.key_synonyms import canonical_key
from generator.spec.merge import REMOVE
from generator.spec.node import Node, find, location_of, named_path
from generator.spec.schema_check import REQUIRED_WHEN_RESOLVED, Violation
from generator.spec.wrong_key import empty_owner, missing_key, missing_keys, unknown_in, unknown_keys
from generator.spec.wrong_type import missing_value, wrong_type
from generator.spec.wrong_value import as_list, repeated_values, wrong_value

_CODES = (
    {"type": "SCH003", "enum": "SCH004", "const": "SCH004", "pattern": "SCH005", "uniqueItems": "SCH007"}
    | dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"), "SCH006"
    )
    | dict.fromkeys(("minItems", "maxItems", "minProperties", "maxProperties"), "SCH006")
)
_UNDO_HINTS = ("default", "inherit", "null", "remove", "unset")
_ORDER = tuple(dict.fromkeys(_CODES.values()))


def findings_of(violations: Iterable[Violation], root: Node) -> list[Finding]:
    """Return the findings for what breaks the schema in one file, each with its location there."""
    simple = [one for violation in violations for one in _best_alternative(violation)]
    found = [finding for violation in _causes(simple) for finding in _findings(violation)]
    return [_with_location(finding, root) for finding in _first_of_each_value(found)]


def findings_when_resolved(violations: Iterable[Violation], root: Node) -> list[Finding]:
    """Return the findings for what a merged spec lacks or has too much of."""
    return [_with_location(_resolved_finding(violation, root), root) for violation in violations]


def _resolved_finding(violation: Violation, root: Node) -> Finding:
    if violation.keyword == REQUIRED_WHEN_RESOLVED:
        return missing_keys(violation, root)
    message = f"{len(violation.value)} entries with those that are extended and the defaults: {violation.limit} at most"
    return Finding("SCH006", violation.pointer, message)


def _with_location(finding: Finding, root: Node) -> Finding:
    location = location_of(root, finding.pointer, key=finding.code == "SCH001")
    fix = replace(finding.fix, location=location) if finding.fix and location else None
    named = named_path(root, finding.pointer)
    return replace(finding, location=location, named_path=named, fix=fix, note=_undo_hint(finding, root, named))


def _undo_hint(finding: Finding, root: Node, named: str) -> str:
    """How an inherited value is undone, where null, `default` or `remove: true` is written over it."""
    extends = isinstance(root.value, dict) and "extends" in root.value
    is_null = finding.problem.startswith("there is no value here") and "indented" not in finding.problem
    node = find(root, finding.pointer)
    removes = finding.code == "SCH001" and finding.pointer[-1] == REMOVE
    if removes:
        named = named.rpartition(".")[0]
    is_undone = is_null or removes or (node is not None and _undoes(node))
    return f"; to undo what is inherited, add {named!r} to 'reset'" if extends and is_undone else ""


def _undoes(node: Node) -> bool:
    """Whether a value that is not allowed asks for what is there without the file."""
    if isinstance(node.value, dict):
        return set(node.value) == {REMOVE}
    return isinstance(node.value, str) and node.value.casefold() in _UNDO_HINTS


def _best_alternative(violation: Violation) -> list[Violation]:
    """Of `anyOf`, the violations of the alternative that fits best: its type is right, and it has the fewest."""
    arms = [arm for arm in violation.alternatives if not any(_is_root_type(one, violation.pointer) for one in arm)]
    return [simple for one in min(arms, key=len) for simple in _best_alternative(one)] if arms else [violation]


def _is_root_type(violation: Violation, at: SpecPath) -> bool:
    return violation.keyword in ("type", "const") and violation.pointer == at


def _causes(violations: Sequence[Violation]) -> Iterator[Violation]:
    """All but what follows from a key that is misspelt, or stands beside its owner instead of below it."""
    unknown = [(violation, key) for violation in violations for key in unknown_in(violation)]
    for violation in violations:
        follows = any(_follows(violation, other, key) for other, key in unknown)
        if not follows:
            yield violation


def _follows(violation: Violation, other: Violation, key: str) -> bool:
    if violation.keyword == "required":
        is_misspelt = nearest(key, [violation.limit]) or canonical_key(key, [violation.limit])
        return violation.pointer == other.pointer and bool(is_misspelt)
    is_empty = violation.keyword in ("type", "anyOf") and violation.value is None and violation.pointer != SpecPath()
    return is_empty and violation.pointer == other.pointer / (empty_owner(key, other.value) or "")


def _first_of_each_value(found: Sequence[Finding]) -> Iterator[Finding]:
    first: dict[SpecPath, Finding] = {}
    for finding in found:
        if finding.code in _ORDER:
            known = first.setdefault(finding.pointer, finding)
            if _ORDER.index(finding.code) < _ORDER.index(known.code):
                first[finding.pointer] = finding
    return (finding for finding in found if finding.code not in _ORDER or first[finding.pointer] is finding)


def _findings(violation: Violation) -> Iterator[Finding]:
    at, value = violation.pointer, violation.value
    if violation.keyword == "additionalProperties":
        yield from unknown_keys(violation)
    elif violation.keyword in ("anyOf", "oneOf"):
        yield _no_alternative(violation)
    elif violation.keyword == "required":
        yield Finding("SCH002", at, missing_key(violation.limit, violation.schema))
    elif violation.keyword == "propertyNames":
        hint = violation.schema.get("patternErrorMessage") or f"it must match {violation.limit}"
        yield Finding("SCH001", at / value, f"the key {format_value(value)} is not allowed here: {hint}")
    elif violation.keyword == "uniqueItems":
        yield from repeated_values(value, at)
    else:
        message, new = wrong_value(violation)
        fix = None if new is None else Fix(_NOWHERE, value, new)
        yield Finding(_CODES.get(violation.keyword, "SCH009"), at, message, fix=fix)


_NOWHERE = Location("")


def _no_alternative(violation: Violation) -> Finding:
    value, kinds = violation.value, sorted({kind for arm in violation.alternatives for kind in _types(arm)})
    key = str(violation.pointer[-1]) if violation.pointer else ""
    message = wrong_type(value, kinds, {}, key)[0] if value is not None else missing_value(kinds)
    return Finding("SCH003", violation.pointer, message)


def _types(violations: Iterable[Violation]) -> list[str]:
    return [kind for one in violations if one.keyword == "type" for kind in as_list(one.limit)]
