"""Judge one stack by all controls: the result of each, what is waived, and the verdict on each requirement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from generator.compliance.controls import CONTROLS
from generator.compliance.evidence import Control, Evidence
from generator.compliance.requirements import REQUIREMENTS, Requirement, in_order
from generator.compliance.stack import Stack

Status = Literal["passed", "failed", "waived", "no evidence"]
Standing = Literal["shown", "failed", "waived", "not shown", "tests", "organisation"]


@dataclass(frozen=True, slots=True)
class Exemption:
    """A waiver of one control, at one address or at all."""

    name: str
    control: str
    address: str | None
    reason: str
    expires: str

    def covers(self, code: str, address: str) -> bool:
        return self.control == code and self.address in (None, address)


@dataclass(frozen=True)
class Result:
    """The evidence of one control. `waived`: the exemption of a piece of evidence, by its position in `evidence`."""

    control: Control
    evidence: tuple[Evidence, ...]
    waived: Mapping[int, Exemption]

    @cached_property
    def failures(self) -> list[Evidence]:
        """Evidence against that nothing exempts."""
        return [item for index, item in enumerate(self.evidence) if not item.ok and index not in self.waived]

    @property
    def status(self) -> Status:
        if not self.evidence:
            return "no evidence"
        if self.failures:
            return "failed"
        return "waived" if self.waived else "passed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The standing of a requirement, and the results that it follows from."""

    number: str
    requirement: Requirement
    standing: Standing
    results: tuple[Result, ...]


def judge(document: Mapping[str, Any], exemptions: Sequence[Exemption] = (), day: str = "") -> tuple[Result, ...]:
    """Return the result of every control. An exemption that has expired by `day` exempts nothing."""
    stack = Stack(document)
    holding = [exemption for exemption in exemptions if day <= exemption.expires]
    return tuple(_result(control, tuple(control.check(stack)), holding) for control in CONTROLS)


def _result(control: Control, evidence: tuple[Evidence, ...], exemptions: Sequence[Exemption]) -> Result:
    waived = {
        index: exemption
        for index, item in enumerate(evidence)
        if not item.ok
        for exemption in exemptions
        if exemption.covers(control.CODE, item.address)
    }
    return Result(control, evidence, waived)


def verdicts(results: Sequence[Result]) -> tuple[Verdict, ...]:
    """Return the verdict on every requirement, in the order of its number, whoever meets it."""
    return tuple(
        _verdict(number, REQUIREMENTS[number], [item for item in results if number in item.control.REQUIREMENTS])
        for number in sorted(REQUIREMENTS, key=in_order)
    )


def _verdict(number: str, requirement: Requirement, results: Sequence[Result]) -> Verdict:
    statuses = {result.status for result in results}
    standing: Standing
    if requirement.kind != "stack":
        standing = requirement.kind
    elif "failed" in statuses:
        standing = "failed"
    elif "waived" in statuses:
        standing = "waived"
    else:
        standing = "shown" if "passed" in statuses else "not shown"
    return Verdict(number, requirement, standing, tuple(results))
