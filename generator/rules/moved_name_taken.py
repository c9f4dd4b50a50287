"""Terraform refuses a move from an address that is still declared, and two moves from one."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NAM060"
LEVEL = "error"
SUMMARY = "an entry is renamed from a name that is in use"
SOURCE = "Terraform language, Refactoring: moved blocks"


def check(env: Environment) -> Iterator[Finding]:
    for section, entries in (("tables", env.tables), ("buckets", env.buckets)):
        names = [entry.name for entry in entries]
        former: list[str] = []
        for entry in entries:
            before = entry.moved_from
            if before is None:
                continue
            if before in names:
                message = f"{section!r} still has an entry {before!r}: 'movedFrom' is a name that no entry has any more"
                yield Finding(CODE, entry.pointer / "movedFrom", message)
            elif before in former:
                message = f"another entry of {section!r} is moved from {before!r}, too: it can become one only"
                yield Finding(CODE, entry.pointer / "movedFrom", message)
            former.append(before)
