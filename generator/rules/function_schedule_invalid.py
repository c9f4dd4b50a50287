"""EventBridge refuses a schedule that makes no sense, and silently takes one that never fires."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.cron import EXAMPLE, cron_fault, never_fires_reason, read_cron
from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.spec.model import Environment
from generator.spec.model.functions import Events
from generator.system.clock import utc_date

CODE = "FUN025"
LEVEL = "error"
SUMMARY = "a schedule of a function makes no sense or never fires"
SOURCE = "EventBridge user guide, Schedule expression types"


def check(env: Environment) -> Iterator[Finding]:
    for function in env.functions:
        for at, expression in _expressions(function.events):
            message = _fault(expression)
            if message:
                yield Finding(CODE, at, message)


def _expressions(events: Events) -> Iterator[tuple[SpecPath, str]]:
    if events.schedule is not None:
        yield events.pointer / "schedule", events.schedule
    for call in events.schedules:
        yield call.pointer / "expression", call.expression


def _fault(expression: str) -> str:
    cron = read_cron(expression)
    if cron is None:
        return ""
    fault, why = cron_fault(cron), never_fires_reason(expression, int(utc_date()[:4]))
    return fault or (f"{why}, so it never calls: write {EXAMPLE}" if why else "")
