"""Find entries of one list in one file that share a name."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding, Location
from generator.diagnostics.spec_path import SpecPath
from generator.spec.node import Node, location_of


def repeated_names(node: Node, at: SpecPath) -> Iterator[Finding]:
    """Yield a finding for each name that an entry before it in the list has: which of them counts would be a guess."""
    if isinstance(node.value, dict):
        for key, item in node.value.items():
            yield from repeated_names(item, at / key)
    elif isinstance(node.value, tuple):
        lines: dict[str, Location | None] = {}
        for index, entry in enumerate(node.value):
            yield from repeated_names(entry, at / index)
            if entry.name is None:
                continue
            if entry.name in lines:
                first = lines[entry.name]
                where = f" in line {first.line}" if first else ""
                message = f"name {entry.name!r} is already given{where}: names in a list are unique"
                yield Finding("SPC001", at / index / "name", message, location=location_of(entry, SpecPath(("name",))))
            lines.setdefault(entry.name, entry.location)
