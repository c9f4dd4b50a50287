"""What differs between two resolved specs, and between the stacks that they make."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from generator.analysis.moved import at_new_addresses
from generator.analysis.record import Record
from generator.aws.resource_types import replaces
from generator.diagnostics.findings import Location
from generator.diagnostics.spec_path import SpecPath
from generator.spec.merge import is_named_list
from generator.spec.node import Node, to_plain

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


def resource_changes(before: Record, after: Record) -> list[ResourceChange]:
    """What changes from one build to another, by address. What the other moves is compared at its new address."""
    before = at_new_addresses(before, after)
    found = {}
    for address in sorted({*before, *after}):
        if address not in before:
            found[address] = ResourceChange(address, "added")
        elif address not in after:
            found[address] = ResourceChange(address, "removed")
        elif before[address] != after[address]:
            found[address] = _changed(address, json.loads(before[address]), json.loads(after[address]))
    return sorted(_with_followers(found, after).values(), key=lambda change: change.address)


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


def _with_followers(found: dict[str, ResourceChange], after: Record) -> dict[str, ResourceChange]:
    """With the resources that are replaced because an argument refers to what a replaced one will newly have."""
    pending = [address for address, change in found.items() if change.action == "replaced"]
    while pending:
        replaced = pending.pop()
        for address, forcing in _dependent_replacements(replaced, after):
            known = found.get(address)
            if known is None or known.action in ("changed", "unknown"):
                change = known or ResourceChange(address, "replaced")
                found[address] = replace(
                    change, action="replaced", because=(*change.because, f"{forcing} of {replaced}")
                )
                pending.append(address)
    return found


def _dependent_replacements(replaced: str, after: Record) -> Iterator[tuple[str, str]]:
    given = json.loads(after[replaced])
    reference = re.compile(rf"(?<![\w-]){re.escape(replaced)}\.(\w+)")
    for address, text in after.items():
        if replaced not in text or not address.startswith("aws_"):
            continue
        for name, value in json.loads(text).items():
            newly_known = [part for part in reference.findall(json.dumps(value)) if part not in given]
            if name not in _META and newly_known and replaces(address.partition(".")[0], name):
                yield address, name
                break
