"""Format the report of a plan as text, Markdown, JSON or SARIF."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from generator import __version__
from generator.diagnostics.json_text import json_text
from generator.diagnostics.sarif import Result, Rule, physical_location, sarif_log
from generator.operations.plan_report import PlanReport, ReportedChange
from generator.operations.resource_changes import ArgumentChange
from generator.operations.risks import Risk

_MOST_ARGUMENTS = 8
_LEVELS = {Risk.DATA: "error", Risk.TRAFFIC: "error", Risk.PERMISSION: "error", Risk.PORT: "error"}


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
    change = reported.assessed.change
    reason = f"  {reported.assessed.reason}" if reported.assessed.reason else ""
    yield f"  {change.symbol:<3} {change.address}{reason}"
    line = reported.best_line
    yield f"        {line if line is not None else 'nothing in the spec makes it any more'}"
    shown = _most_relevant(change.arguments)
    for argument in shown[:_MOST_ARGUMENTS]:
        yield f"        {argument}"
    if len(shown) > _MOST_ARGUMENTS:
        yield f"        and {len(shown) - _MOST_ARGUMENTS} more"


def _most_relevant(arguments: Sequence[ArgumentChange]) -> list[ArgumentChange]:
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
    change = reported.assessed.change
    arguments = [str(one) for one in _most_relevant(change.arguments)[:3]]
    what = "<br>".join(_cell(text) for text in (reported.assessed.reason, *arguments) if text)
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
    change, line = reported.assessed.change, reported.best_line
    location = line.location if line is not None else None
    return {
        "address": change.address,
        "actions": list(change.actions),
        "risk": reported.assessed.risk.name.lower(),
        "stops": reported.assessed.risk.stops,
        "reason": reported.assessed.reason,
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
    change, risk, line = reported.assessed.change, reported.assessed.risk, reported.best_line
    # A line of an older file would be another one today.
    location = line.location if line is not None and not line.revision else None
    text = f"{change.symbol} {change.address}: {reported.assessed.reason or risk.value}"
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
