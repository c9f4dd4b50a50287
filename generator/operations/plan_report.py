"""Show a plan in the words of the spec: by risk, each change with its line, as text, Markdown, JSON or SARIF."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from generator import __version__
from generator.diagnostics.json_text import json_text
from generator.diagnostics.sarif import Result, Rule, physical_location, sarif_log
from generator.operations.new_doors import new_doors
from generator.operations.resource_changes import ArgumentChange, resource_changes
from generator.operations.risks import JudgedChange, Risk, judged
from generator.operations.spec_lines import SpecLine, SpecLines

EarlierLines = Callable[[set[str]], Mapping[str, SpecLine]]
_MOST_ARGUMENTS = 8
_LEVELS = {Risk.DATA: "error", Risk.TRAFFIC: "error", Risk.PERMISSION: "error", Risk.PORT: "error"}


@dataclass(frozen=True, slots=True)
class ReportedChange:
    """A judged change with its line, and the lines of the arguments that have one of their own.

    `mention`: the line of what a permission or a port is about.
    """

    judged: JudgedChange
    line: SpecLine | None
    argument_lines: Mapping[str, SpecLine]
    mention: SpecLine | None = None

    @property
    def best_line(self) -> SpecLine | None:
        """The line to look at: that of an argument that changes, where one is known."""
        if self.mention is not None:
            return self.mention
        forcing = [one.path for one in self.judged.change.arguments if one.forces and one.path in self.argument_lines]
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
        return [change for change in self.changes if change.judged.risk is risk]

    @property
    def stopping(self) -> list[ReportedChange]:
        """The changes that stop an apply which does not allow their addresses."""
        return [change for change in self.changes if change.judged.risk.stops]


def report(
    stack: str,
    program: str,
    plan: Mapping[str, Any],
    lines: SpecLines,
    digest: str = "",
    earlier: EarlierLines = lambda addresses: {},
) -> PlanReport:
    """Return the report of a plan in Terraform's JSON. `earlier` finds lines of what the spec no longer makes."""
    reported = list(_reported(plan, lines))
    gone = {one.judged.change.address for one in reported if one.line is None}
    known = earlier(gone) if gone else {}
    shown = (replace(one, line=known.get(one.judged.change.address, one.line)) for one in reported)
    return PlanReport(stack, program, tuple(shown), digest)


def _reported(plan: Mapping[str, Any], lines: SpecLines) -> Iterator[ReportedChange]:
    of_new = new_doors(plan)
    for change in resource_changes(plan):
        found = {one.path: lines.of_value(change.address, one.path, one.after) for one in change.arguments}
        of_arguments = {path: line for path, line in found.items() if line is not None and line.location is not None}
        risk = judged(change, is_of_new=change.address in of_new)
        mention = lines.of_mention(change.address, risk.about) if risk.about else None
        yield ReportedChange(risk, lines.of_resource(change.address), of_arguments, mention)


def as_text(report: PlanReport) -> str:
    """Return the report for a terminal."""
    return "\n".join([_headline(report), *_groups(report), *_digest(report), ""])


def _headline(report: PlanReport) -> str:
    if not report.changes:
        return f"{report.stack}: nothing to change"
    counts = [f"{len(report.of(risk))} {risk.value}" for risk in Risk if report.of(risk)]
    return f"{report.stack}: {len(report.changes)} to change: {'; '.join(counts)}"


def _groups(report: PlanReport) -> Iterator[str]:
    for risk in Risk:
        if report.of(risk):
            yield f"\n{risk.value}{'  (stops an apply without --allow)' if risk.stops else ''}"
            for change in report.of(risk):
                yield from _lines_of(change)


def _lines_of(reported: ReportedChange) -> Iterator[str]:
    change = reported.judged.change
    reason = f"  {reported.judged.reason}" if reported.judged.reason else ""
    yield f"  {change.symbol:<3} {change.address}{reason}"
    line = reported.best_line
    yield f"        {line if line is not None else 'nothing in the spec makes it any more'}"
    shown = _worth_showing(change.arguments)
    for argument in shown[:_MOST_ARGUMENTS]:
        yield f"        {argument}"
    if len(shown) > _MOST_ARGUMENTS:
        yield f"        and {len(shown) - _MOST_ARGUMENTS} more"


def _worth_showing(arguments: Sequence[ArgumentChange]) -> list[ArgumentChange]:
    """What forces a replacement first; then what is known, as most of what is not follows from it."""
    return sorted(arguments, key=lambda one: (not one.forces, one.after == "known after apply"))


def _digest(report: PlanReport) -> list[str]:
    return [f"\nplan sha256:{report.digest}"] if report.digest else []


def as_markdown(report: PlanReport) -> str:
    """Return the report for a pull request or a change ticket."""
    parts = [f"### {_headline(report)}"]
    for risk in Risk:
        if report.of(risk):
            parts += ["", f"**{risk.value}**", "", "| | resource | line | what |", "| --- | --- | --- | --- |"]
            parts += [_row(change) for change in report.of(risk)]
    return "\n".join([*parts, *(f"\n`{line.strip()}`" for line in _digest(report)), ""])


def _row(reported: ReportedChange) -> str:
    change = reported.judged.change
    arguments = [str(one) for one in _worth_showing(change.arguments)[:3]]
    what = "<br>".join(_cell(text) for text in (reported.judged.reason, *arguments) if text)
    where = _cell(str(reported.best_line or "no longer in the spec"))
    return f"| `{change.symbol}` | `{change.address}` | {where} | {what} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def as_json(report: PlanReport) -> str:
    """Return the report for programs."""
    return json_text(
        {
            "stack": report.stack,
            "program": report.program,
            "digest": report.digest or None,
            "changes": [_plain(change) for change in report.changes],
        }
    )


def _plain(reported: ReportedChange) -> dict[str, Any]:
    change, line = reported.judged.change, reported.best_line
    location = line.location if line is not None else None
    return {
        "address": change.address,
        "actions": list(change.actions),
        "risk": reported.judged.risk.name.lower(),
        "stops": reported.judged.risk.stops,
        "reason": reported.judged.reason,
        "path": line.path if line is not None else None,
        "file": location.file if location else None,
        "line": location.line if location else None,
        "revision": (line.revision or None) if line is not None else None,
        "arguments": [
            {"path": one.path, "before": one.before, "after": one.after, "forces": one.forces}
            for one in change.arguments
        ],
    }


def as_sarif(report: PlanReport) -> str:
    """Return the report for code scanning: the risks, at the lines because of which they are taken."""
    rules = [Rule(f"plan-{risk.name.lower()}", risk.value, {}) for risk in Risk]
    return sarif_log("payinfra plan", __version__, rules, [_result(change) for change in report.changes])


def _result(reported: ReportedChange) -> Result:
    change, risk, line = reported.judged.change, reported.judged.risk, reported.best_line
    # A line of an older file would be another one today.
    location = line.location if line is not None and not line.revision else None
    text = f"{change.symbol} {change.address}: {reported.judged.reason or risk.value}"
    return Result(
        rule=f"plan-{risk.name.lower()}",
        level=_LEVELS.get(risk, "note"),  # type: ignore[arg-type]  # the values are levels of SARIF
        text=text,
        name=change.address,
        kind="resource",
        file=physical_location(location.file, location.line, location.column) if location else None,
    )


FORMATS: Mapping[str, Callable[[PlanReport], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
    "sarif": as_sarif,
}
