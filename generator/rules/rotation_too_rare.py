"""A password that is valid for long is worth stealing: PCI DSS has 90 days where no risk analysis says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.cron import never_fires_reason, read_cron
from generator.aws.rotation_schedule import longest_gap_days
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment
from generator.system.clock import utc_date

CODE = "SEC004"
LEVEL = "warning"
SUMMARY = "a secret is rotated less often than every 90 days"
SOURCE = "PCI DSS v4.0.1, 8.3.9 and 8.6.3"

LONGEST = 90


def check(env: Environment) -> Iterator[Finding]:
    for secret in env.secrets:
        rotation = secret.rotation
        schedule = rotation.schedule or ""
        if rotation.function is None or never_fires_reason(schedule, int(utc_date()[:4])):
            continue
        at = rotation.pointer / ("days" if rotation.schedule is None else "schedule")
        days = rotation.days if rotation.schedule is None else longest_gap_days(rotation.schedule)
        if days > LONGEST:
            message = f"{secret.name!r} stays the same for up to {days} days: rotate every {LONGEST} days or oftener"
            yield Finding(CODE, at, message)
        cron = read_cron(rotation.schedule or "")
        if cron is not None and cron.year not in ("*", "?"):
            message = "the cron names years, after which nothing rotates: put * in the last field"
            yield Finding(CODE, at, message)
