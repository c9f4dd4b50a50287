"""A name is `{type}-{qualifier}-{suffix}`: where one suffix ends with the other, two names of one account can meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.diagnostics.findings import Finding
from generator.planning.spec_facts import SpecFacts

CODE = "NAM003"
LEVEL = "warning"
SUMMARY = "two suffixes that end alike"
SOURCE = "generator/planning/naming.py"


def check(position: int, specs: Sequence[SpecFacts]) -> Iterator[Finding]:
    one = specs[position]
    for other in specs[:position]:
        if one.shares_account(other) and _ends_alike(one.name, other.name):
            where = other.line(other.name_pointer)
            message = f"{one.name!r} and {other.name!r} of {where} end alike: in one account names can meet"
            yield one.finding(CODE, one.name_pointer, message)


def _ends_alike(one: str, other: str) -> bool:
    return one.endswith(f"-{other}") or other.endswith(f"-{one}")
