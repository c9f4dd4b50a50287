"""Report the changes of a plan: each with its risk, and with the line of the spec that it follows from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from generator.operations.new_resource_grants import grants_of_new_resources
from generator.operations.resource_changes import resource_changes
from generator.operations.risks import AssessedChange, Risk, assess_risk
from generator.operations.spec_lines import SpecLine, SpecLines

HistoricalLines = Callable[[set[str]], Mapping[str, SpecLine]]


@dataclass(frozen=True, slots=True)
class ReportedChange:
    """An assessed change with its line, and the lines of the arguments that have one of their own.

    `mention`: the line of what a permission or a port is about.
    """

    assessed: AssessedChange
    line: SpecLine | None
    argument_lines: Mapping[str, SpecLine]
    mention: SpecLine | None = None

    @property
    def best_line(self) -> SpecLine | None:
        """The line to look at: that of an argument that changes, where one is known."""
        if self.mention is not None:
            return self.mention
        forcing = [one.path for one in self.assessed.change.arguments if one.forces and one.path in self.argument_lines]
        chosen = forcing or list(self.argument_lines)
        return self.argument_lines[chosen[0]] if chosen else self.line


@dataclass(frozen=True, slots=True)
class PlanReport:
    """The plan of one stack. `digest` is that of the saved plan, empty where none was saved."""

    stack: str
    program: str
    changes: tuple[ReportedChange, ...]
    digest: str = ""

    def of(self, risk: Risk) -> list[ReportedChange]:
        return [change for change in self.changes if change.assessed.risk is risk]

    @property
    def stopping(self) -> list[ReportedChange]:
        """The changes that stop an apply which does not allow their addresses."""
        return [change for change in self.changes if change.assessed.risk.stops]


def build_plan_report(
    stack: str,
    program: str,
    plan: Mapping[str, Any],
    lines: SpecLines,
    digest: str = "",
    earlier: HistoricalLines = lambda addresses: {},
) -> PlanReport:
    """Return the report of a plan in Terraform's JSON. `earlier` finds lines of what the spec no longer makes."""
    reported = list(_reported(plan, lines))
    removed = {one.assessed.change.address for one in reported if one.line is None}
    known = earlier(removed) if removed else {}
    shown = (replace(one, line=known.get(one.assessed.change.address, one.line)) for one in reported)
    return PlanReport(stack, program, tuple(shown), digest)


def _reported(plan: Mapping[str, Any], lines: SpecLines) -> Iterator[ReportedChange]:
    of_new = grants_of_new_resources(plan)
    for change in resource_changes(plan):
        found = {one.path: lines.of_value(change.address, one.path, one.after) for one in change.arguments}
        of_arguments = {path: line for path, line in found.items() if line is not None and line.location is not None}
        risk = assess_risk(change, is_of_new=change.address in of_new)
        mention = lines.of_mention(change.address, risk.about) if risk.about else None
        yield ReportedChange(risk, lines.of_resource(change.address), of_arguments, mention)
