"""Define a report: one stack, judged on one day. The same stack, spec and day give the same report to the byte."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from generator.compliance.evidence import Evidence
from generator.compliance.inventory import Table, tables
from generator.compliance.judge import Exemption, Result, Verdict, judge, verdicts
from generator.compliance.stack import Stack

# Longer values are cut in tables for people; the JSON form has them whole.
LONGEST = 240


@dataclass(frozen=True, slots=True)
class SpecFile:
    """One file of the environment's spec."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SpecLocation:
    """The part of the spec that creates a resource, or would create what is missing, and its line.

    Without `role` it is the line that says what failing controls do. `is_default`: no file writes that part. `file` is
    empty where the spec is in no file.
    """

    path: str
    role: Literal["creates", "would create", ""]
    is_default: bool
    file: str = ""
    line: int = 1
    column: int = 1

    @property
    def description(self) -> str:
        """Return the relation of the part of the spec to the resource, in words."""
        if not self.role:
            return ""
        word = "made by" if self.role == "creates" else "would be made by"
        return f"{word} {self.path}" + (", a default that no file writes" if self.is_default else "")

    def __str__(self) -> str:
        return ": ".join(part for part in (f"{self.file}:{self.line}" if self.file else "", self.description) if part)


def no_location(_address: str) -> None:
    """Return no location: that of a stack whose spec is not known."""


@dataclass(frozen=True)
class Report:
    """The results of every control for one stack.

    `digest` is the SHA-256 of the stack's JSON as it was judged, byte for byte. `spec_location` finds the part of the
    spec behind an address. It is slow, so it is called only for evidence against.
    """

    environment: str
    stack: str
    digest: str
    tool: str
    day: str
    specs: tuple[SpecFile, ...]
    exemptions: tuple[Exemption, ...]
    document: Mapping[str, Any]
    spec_location: Callable[[str], SpecLocation | None] = no_location

    @cached_property
    def results(self) -> tuple[Result, ...]:
        return judge(self.document, self.exemptions, self.day)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        return verdicts(self.results)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        return tables(Stack(self.document))

    @property
    def failed(self) -> list[Result]:
        return [result for result in self.results if result.status == "failed"]

    @property
    def failures_first(self) -> list[Result]:
        """The results, what is against before what is waived, and what nobody need read last."""
        order = ("failed", "waived", "no evidence", "passed")
        return sorted(self.results, key=lambda result: order.index(result.status))

    @property
    def standings(self) -> Mapping[str, int]:
        return Counter(verdict.standing for verdict in self.verdicts)

    @property
    def statuses(self) -> Mapping[str, int]:
        return Counter(result.status for result in self.results)

    @property
    def evidence(self) -> int:
        return sum(len(result.evidence) for result in self.results)

    def used(self, exemption: Exemption) -> int:
        """Return the number of pieces of evidence that a waiver exempts."""
        return sum(found == exemption for result in self.results for found in result.waived.values())


def rows(result: Result) -> Iterator[tuple[Evidence, str]]:
    """Return the evidence of a result with its standing, what is against first."""
    order: Sequence[int] = sorted(range(len(result.evidence)), key=lambda index: result.evidence[index].ok)
    for index in order:
        item = result.evidence[index]
        yield item, "shown" if item.ok else "waived" if index in result.waived else "failed"


@dataclass(frozen=True, slots=True)
class Row:
    """Evidence that differs in nothing but the resource, together."""

    addresses: tuple[str, ...]
    attribute: str
    observed: str
    standing: str
    note: str

    def placed(self, report: Report) -> list[str]:
        """Return the addresses; of what is against, with the place in the spec."""
        if self.standing == "shown":
            return list(self.addresses)
        places = ((address, report.spec_location(address)) for address in self.addresses)
        return [f"{address} ({place})" if str(place or "") else address for address, place in places]


def grouped(result: Result) -> list[Row]:
    """Return the evidence of a result for people: what reads alike in one row, what is against first."""
    groups: dict[tuple[str, str, str, str], dict[str, None]] = {}
    for item, standing in rows(result):
        key = (item.attribute, format_value(item.observed), standing, item.note)
        groups.setdefault(key, {})[item.address] = None
    return [Row(tuple(addresses), *key) for key, addresses in groups.items()]


def format_value(value: Any) -> str:
    """Return an observed value as one short text."""
    text = value if isinstance(value, str) else "" if value is None else json.dumps(value, sort_keys=True)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
