"""Two stacks of one name: the later one is written over the earlier, in its folder, its state and its account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.diagnostics.findings import Finding, Location
from generator.planning.spec_facts import SpecFacts

CODE = "NAM002"
LEVEL = "error"
SUMMARY = "two environments of one suffix"
SOURCE = "generator/planning/naming.py"


def check(position: int, specs: Sequence[SpecFacts]) -> Iterator[Finding]:
    one = specs[position]
    for other in specs[:position]:
        if one.name == other.name:
            what = "the suffix" if other.kind == "environment" else "the name"
            where = other.line(other.name_pointer)
            message = f"{one.name!r} is {what} of {where} too: every {one.kind} needs its own"
            found = one.finding(CODE, one.name_pointer, message)
            if found.location is not None and found.location.file != one.file:
                # Inherited: it is this file that lacks one.
                message = f"{one.name!r} is inherited from {where}, whose {what.split()[1]} it is: set one here"
                found = replace(found, problem=message, location=Location(one.file, 1, 1))
            yield found
            return
