"""Compare two resolved specs. What that means for their stacks is in `resource_diff`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.diagnostics.findings import Location
from generator.diagnostics.spec_path import SpecPath
from generator.spec.merge import is_named_list
from generator.spec.node import Node, to_plain

ABSENT = "(absent)"


@dataclass(frozen=True, slots=True)
class SpecChange:
    """One place where two specs differ, by names. A side without a value has ABSENT."""

    path: SpecPath
    before: Any
    after: Any
    before_at: Location | None = None
    after_at: Location | None = None


def spec_changes(before: Node, after: Node, at: SpecPath = SpecPath()) -> Iterator[SpecChange]:  # noqa: B008  # immutable
    """Return the places where two specs differ; what is there on one side only is one change, however large."""
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
