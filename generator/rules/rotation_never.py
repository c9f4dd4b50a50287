"""A schedule that no calendar has a day for rotates nothing, and nothing says so."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.rotation_schedule import never_fires
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "SEC080"
LEVEL = "error"
SUMMARY = "a rotation schedule never fires"
SOURCE = "Secrets Manager user guide, Schedule expressions"

EXAMPLE = "cron(0 2 1 * ? *)"


def check(env: Environment) -> Iterator[Finding]:
    for secret in env.secrets:
        schedule = secret.rotation.schedule
        if secret.rotation.function is not None and schedule is not None and never_fires(schedule):
            message = f"no month that it names has such a day, so {secret.name!r} is never rotated: write {EXAMPLE}"
            yield Finding(CODE, secret.rotation.pointer / "schedule", message)
