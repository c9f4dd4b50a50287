"""What differs between two resolved specs, and between the stacks that they make."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from generator.analysis.moved import at_new_addresses
from generator.aws.resource_types import replaces
from generator.diagnostics.findings import Location
from generator.diagnostics.spec_path import SpecPath
from generator.spec.merge import is_named_list
from generator.spec.node import Node, to_plain
from generator.stack_plan import StackPlan

Action = Literal["added", "changed", "replaced", "unknown", "removed"]
ABSENT = "(absent)"
# Arguments that only Terraform heeds.
_META = ("depends_on", "lifecycle")


@dataclass(frozen=True, slots=True)
class SpecChange:
    """One place where two specs differ, by names. A side that says nothing has ABSENT."""

    path: SpecPath
    before: Any
    after: Any
    before_at: Location | None = None
    after_at: Location | None = None


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """What Terraform would do to a resource, and why: the arguments that differ, and those that force a new one."""

    address: str
    action: Action
    arguments: tuple[tuple[str, Any, Any], ...] = ()
    because: tuple[str, ...] = ()


def spec_changes(before: Node, after: Node, at: SpecPath = SpecPath()) -> Iterator[SpecChange]:  # noqa: B008  # immutable
    """The places where two specs differ; what is there on one side only is one change, however large."""
    if isinstance(before.value, Mapping) and isinstance(after.value, Mapping):
        yield from _of_children(dict(before.value), dict(after.value), at)
    elif is_named_list(before) and is_named_list(after):
        yield from _of_children(_by_name(before), _by_name(after), at)
    elif to_plain(before) != to_plain(after):
        yield SpecChange(at, to_plain(before), to_plain(after), before.location, after.location)


def _of_children(before: Mapping[str, Node], after: Mapping[str, Node], at: SpecPath) -> Iterator[SpecChange]:
    for key in dict.fromkeys((*before, *after)):
        if key not in after:
            yield SpecChange(at / key, to_plain(before[key]), ABSENT, before[key].location)
        elif key not in before:
            yield SpecChange(at / key, ABSENT, to_plain(after[key]), None, after[key].location)
        else:
            yield from spec_changes(before[key], after[key], at / key)


def _by_name(node: Node) -> dict[str, Node]:
    entries = node.value if isinstance(node.value, tuple) else ()
    return {entry.name: entry for entry in entries if entry.name is not None}


Contents = Mapping[str, Mapping[str, Any]]


def resource_changes(before: StackPlan, after: StackPlan) -> list[ResourceChange]:
    """Return what changes from one plan to another, by address. What the other moves is compared where it is then."""
    one, other = at_new_addresses(before.contents, after.contents), after.contents
    found = {}
    for address in sorted({*one, *other}):
        if address not in one:
            found[address] = ResourceChange(address, "added")
        elif address not in other:
            found[address] = ResourceChange(address, "removed")
        elif one[address] != other[address]:
            found[address] = _changed(address, one[address], other[address])
    return sorted(_with_followers(found, other).values(), key=lambda change: change.address)


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
    """The address whose replacement is all that happens to a resource."""
    if change.action != "replaced" or change.arguments or not change.because:
        return None
    return change.because[0].partition(" of ")[2] or None


def _changed(address: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> ResourceChange:
    names = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
    arguments = tuple(
        part for name in names for part in _parts(name, before.get(name, ABSENT), after.get(name, ABSENT))
    )
    verdicts = {name: replaces(address.partition(".")[0], name) for name in names if name not in _META}
    if not address.startswith("aws_"):
        return ResourceChange(address, "changed", arguments)
    forcing = tuple(name for name, verdict in verdicts.items() if verdict)
    if forcing:
        return ResourceChange(address, "replaced", arguments, forcing)
    return ResourceChange(address, "unknown" if None in verdicts.values() else "changed", arguments)


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


def _with_followers(found: dict[str, ResourceChange], after: Contents) -> dict[str, ResourceChange]:
    """With the resources that are replaced because an argument refers to what a replaced one will newly have."""
    texts = {
        address: {name: json.dumps(value) for name, value in arguments.items() if name not in _META}
        for address, arguments in after.items()
        if address.startswith("aws_")
    }
    pending = [address for address, change in found.items() if change.action == "replaced"]
    while pending:
        replaced = pending.pop()
        for address, forcing in _dependent_replacements(replaced, after[replaced], texts):
            known = found.get(address)
            if known is None or known.action in ("changed", "unknown"):
                change = known or ResourceChange(address, "replaced")
                found[address] = replace(
                    change, action="replaced", because=(*change.because, f"{forcing} of {replaced}")
                )
                pending.append(address)
    return found


def _dependent_replacements(
    replaced: str, arguments: Mapping[str, Any], texts: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str]]:
    """The resources with an argument that forces replacement and refers to what a replaced one is not given."""
    reference = re.compile(rf"(?<![\w-]){re.escape(replaced)}\.(\w+)")
    for address, own in texts.items():
        for name, text in own.items():
            newly_known = replaced in text and any(part not in arguments for part in reference.findall(text))
            if newly_known and replaces(address.partition(".")[0], name):
                yield address, name
                break
