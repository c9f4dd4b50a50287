"""A schedule that no calendar has a day for rotates nothing, and nothing says so."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.cron import EXAMPLE, never_fires_reason
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment
from generator.system.clock import utc_date

CODE = "SEC080"
LEVEL = "error"
SUMMARY = "a rotation schedule never fires"
SOURCE = "Secrets Manager user guide, Schedule expressions"


def check(env: Environment) -> Iterator[Finding]:
    for secret in env.secrets:
        schedule = secret.rotation.schedule
        if secret.rotation.function is None or schedule is None:
            continue
        why = never_fires_reason(schedule, int(utc_date()[:4]))
        if why:
            message = f"{why}, so {secret.name!r} is never rotated: write {EXAMPLE}"
            yield Finding(CODE, secret.rotation.pointer / "schedule", message)
