"""EventBridge refuses a cron whose fields make no sense in mid-apply; one that no day fits calls nobody, in silence."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.cron import EXAMPLE, cron_fault, read_cron, why_never
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment
from generator.system.clock import utc_date

CODE = "FUN085"
LEVEL = "error"
SUMMARY = "a function's schedule is none, or never fires"
SOURCE = "EventBridge user guide, Cron expressions"


def check(env: Environment) -> Iterator[Finding]:
    for function in env.functions:
        schedule = function.events.schedule or ""
        cron = read_cron(schedule)
        fault = cron_fault(cron) if cron is not None else ""
        why = why_never(schedule, int(utc_date()[:4]))
        if why:
            fault = f"{why}, so {function.name!r} is never called: write {EXAMPLE}"
        if fault:
            yield Finding(CODE, function.events.pointer / "schedule", fault)
