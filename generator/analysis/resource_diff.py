"""Predict what Terraform would do to each resource between one stack and another, and in which order.

A change goes on along references, as in a plan: of a resource that is replaced everything that AWS makes up is new, of
one that is changed in place the arguments that changed, and what its row says is only known again after an update.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

from generator.analysis.advice import advice
from generator.analysis.diff import ABSENT
from generator.analysis.moved import at_new_addresses
from generator.analysis.replacement_order import Contents, created_first
from generator.aws.resource_types import RESOURCE_TYPES, replaces
from generator.stack_plan import StackPlan

Action = Literal["added", "changed", "replaced", "unknown", "removed"]
# Arguments that only Terraform heeds.
_META = ("depends_on", "lifecycle")
_TRIGGER = "lifecycle.replace_triggered_by"
_REFERENCE = re.compile(r"((?:data\.)?\b(?:aws_\w+|local)\.[\w-]+)(?:\.(\w+))?")
# What a local value is known by.
_LOCAL_VALUE = "value"


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """What Terraform would do to a resource, and why: the arguments that differ, and those that force a new one.

    follows        arguments that differ, in place, because another change makes them: `stage of aws_x.api-stage`
    created_first  with a replacement: the successor is there before the predecessor goes
    advice         what stops this change in AWS, and the way out
    """

    address: str
    action: Action
    arguments: tuple[tuple[str, Any, Any], ...] = ()
    because: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    created_first: bool = False
    advice: str = ""


class _Use(NamedTuple):
    """An argument of a resource that refers to an attribute of another."""

    user: str
    argument: str
    attribute: str


@dataclass(slots=True)
class _Change:
    """What is known so far of a resource that is there before and after."""

    arguments: tuple[tuple[str, Any, Any], ...] = ()
    differing: set[str] = field(default_factory=set)
    because: list[str] = field(default_factory=list)
    follows: list[str] = field(default_factory=list)


def resource_changes(one: StackPlan, other: StackPlan) -> list[ResourceChange]:
    """Return what changes from one plan to another, by address. What the other moves is compared where it is then."""
    before, after = at_new_addresses(one.contents, other.contents), other.contents
    kept = sorted(before.keys() & after.keys())
    found = {
        address: _direct(address, before[address], after[address])
        for address in kept
        if before[address] != after[address]
    }
    _follow(found, after, set(kept))
    first = created_first(after)
    changes = [ResourceChange(address, "added") for address in after.keys() - before.keys()]
    changes += [ResourceChange(address, "removed") for address in before.keys() - after.keys()]
    changes += [_result(address, change, address in first) for address, change in found.items() if change.differing]
    explained = advice({change.address: change.action for change in changes}, before, after)
    return [_with_advice(change, explained) for change in sorted(changes, key=lambda change: change.address)]


def with_code(found: Iterable[ResourceChange], code: Iterable[ResourceChange]) -> list[ResourceChange]:
    """Return the changes of resources with those of code, which no argument of a plan shows; by address."""
    changes = {change.address: change for change in found}
    for new in code:
        known = changes.get(new.address)
        if known is None:
            changes[new.address] = new
        elif known.action not in ("added", "removed"):
            changes[new.address] = replace(known, arguments=(*new.arguments, *known.arguments))
    return sorted(changes.values(), key=lambda change: change.address)


def collapsed(changes: Sequence[ResourceChange]) -> list[tuple[ResourceChange, tuple[str, ...]]]:
    """Return the changes without those that only follow from another; each with the addresses that follow from it."""
    causes = {change.address: _cause(change) for change in changes}
    followers: dict[str, list[str]] = {}
    for address, cause in causes.items():
        while cause is not None and causes.get(cause) is not None:
            cause = causes[cause]
        if cause is not None:
            followers.setdefault(cause, []).append(address)
    return [(one, tuple(followers.get(one.address, ()))) for one in changes if causes[one.address] is None]


def _cause(change: ResourceChange) -> str | None:
    """The address whose change is all that happens to a resource, unless there is something to say of it."""
    reasons = (*change.because, *change.follows)
    if change.arguments or change.advice or not reasons:
        return None
    return reasons[0].partition(" of ")[2] or None


def _direct(address: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> _Change:
    ignored = after.get("lifecycle", {}).get("ignore_changes", ())
    names = [
        name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name) and name not in ignored
    ]
    parts = [part for name in names for part in _parts(name, before.get(name, ABSENT), after.get(name, ABSENT))]
    differing = {name for name in names if name not in _META}
    return _Change(tuple(parts), differing, [name for name in names if name in differing and _forces(address, name)])


def _forces(address: str, argument: str) -> bool:
    return argument == _TRIGGER or bool(replaces(address.partition(".")[0], argument))


def _parts(name: str, before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    """The parts of an argument that differ, as deep as both sides have the same shape."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from _parts(f"{name}.{key}", before.get(key, ABSENT), after.get(key, ABSENT))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _parts(f"{name}[{index}]", one, other)
    elif before != after:
        yield name, before, after


def _follow(found: dict[str, _Change], given: Contents, kept: set[str]) -> None:
    """Add to what is found the resources whose arguments refer to what a change makes new."""
    uses = _uses(given)
    pending = list(found)
    while pending:
        source = pending.pop()
        for use in uses[source]:
            if use.user not in kept or not _is_new(use.attribute, source, found[source], given[source]):
                continue
            change = found.setdefault(use.user, _Change())
            if use.argument in change.differing:
                continue
            change.differing.add(use.argument)
            reasons = change.because if _forces(use.user, use.argument) else change.follows
            reasons.append(f"{use.argument} of {source}")
            pending.append(use.user)


def _is_new(attribute: str, address: str, change: _Change, given: Mapping[str, Any]) -> bool:
    if attribute in change.differing:
        return True
    if change.because:
        return attribute not in given
    row = RESOURCE_TYPES.get(address.partition(".")[0])
    return row is not None and attribute in row.updated_with and not change.differing <= row.updated_without


def _uses(given: Contents) -> Mapping[str, list[_Use]]:
    """Every reference from an argument to an attribute, by what is referred to."""
    found = defaultdict(list)
    for user, arguments in given.items():
        for argument, value in _heeded(arguments):
            for address, attribute in dict.fromkeys(_REFERENCE.findall(json.dumps(value))):
                found[address].append(_Use(user, argument, attribute or _LOCAL_VALUE))
    return found


def _heeded(arguments: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    lifecycle = arguments.get("lifecycle", {})
    ignored = lifecycle.get("ignore_changes", ())
    yield _TRIGGER, lifecycle.get("replace_triggered_by", ())
    yield from ((name, value) for name, value in arguments.items() if name not in _META and name not in ignored)


def _result(address: str, change: _Change, first: bool) -> ResourceChange:
    known = not address.startswith("aws_") or address.partition(".")[0] in RESOURCE_TYPES
    action: Action = "replaced" if change.because else "changed" if known else "unknown"
    return ResourceChange(
        address,
        action,
        change.arguments,
        tuple(change.because),
        tuple(change.follows),
        created_first=action == "replaced" and first,
    )


def _with_advice(change: ResourceChange, explained: Mapping[str, str]) -> ResourceChange:
    return replace(change, advice=explained[change.address]) if change.address in explained else change
