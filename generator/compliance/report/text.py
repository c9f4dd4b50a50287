"""Render a report for a terminal: a line a control, what is against in full, and the verdicts on requirements."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence
from generator.compliance.judge import Result
from generator.compliance.report.model import Report, format_value, rows

WORDS = {"passed": "pass", "failed": "FAIL", "waived": "waived", "no evidence": "-"}


def as_text(report: Report) -> str:
    """Return the report as lines."""
    return "".join(f"{line}\n" for line in _lines(report))


def failures(report: Report) -> Iterator[tuple[str, str, str]]:
    """Return the code of the control, the address and a line of text for each piece of evidence against."""
    for result in report.failed:
        for item in result.failures:
            yield result.control.CODE, item.address, f"{_observation(item)}: {result.control.TITLE}"


def _lines(report: Report) -> Iterator[str]:
    yield f"{report.stack}: {report.evidence} pieces of evidence, stack sha256 {report.digest}"
    yield ""
    yield f"{'control':<8} {'result':<6}  {'evidence':>8}  title (PCI DSS)"
    for result in report.failures_first:
        numbers = ", ".join(result.control.REQUIREMENTS)
        control = result.control
        yield f"{control.CODE:<8} {WORDS[result.status]:<6}  {len(result.evidence):>8}  {control.TITLE} ({numbers})"
        yield from _against(report, result)
    yield ""
    for verdict in report.verdicts:
        if verdict.standing in ("failed", "waived", "not shown"):
            yield f"{verdict.number:<9} {verdict.standing:<9}  {verdict.requirement.title}"
    counts = ", ".join(f"{count} {standing}" for standing, count in sorted(report.standings.items()))
    yield f"requirements: {counts}"
    counts = ", ".join(f"{count} {status}" for status, count in sorted(report.statuses.items()))
    yield f"controls: {counts}"


def _against(report: Report, result: Result) -> Iterator[str]:
    for item, standing in rows(result):
        if standing != "shown":
            place = str(report.spec_location(item.address) or "")
            at = f" ({place})" if place else ""
            yield f"{'':15} {standing}: {_observation(item)}{at}"
    for exemption in dict.fromkeys(result.waived.values()):
        yield f"{'':15} waiver {exemption.name} until {exemption.expires}: {exemption.reason}"


def _observation(item: Evidence) -> str:
    address = f"{item.address}.{item.attribute}" if item.attribute else item.address
    note = item.note or f"is {format_value(item.observed) or 'not there'}"
    return f"{address}: {note}"
