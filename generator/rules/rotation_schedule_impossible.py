"""Secrets Manager refuses intervals under four hours, and windows that reach the next day or the next rotation."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.cron import HOURS_A_DAY, cron_fault, read_cron
from generator.aws.rotation_schedule import SHORTEST_HOURS, gaps, rate_hours
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "SEC005"
LEVEL = "error"
SUMMARY = "Secrets Manager cannot keep to the schedule or the window"
SOURCE = "Secrets Manager API reference, RotationRulesType"


def check(env: Environment) -> Iterator[Finding]:
    for secret in env.secrets:
        rotation = secret.rotation
        if rotation.function is None or rotation.schedule is None:
            continue
        message = _schedule_fault(rotation.schedule)
        if message:
            yield Finding(CODE, rotation.pointer / "schedule", message)
        elif rotation.window_hours is not None:
            message = _window_fault(rotation.schedule, rotation.window_hours)
            if message:
                yield Finding(CODE, rotation.pointer / "windowHours", message)


def _schedule_fault(schedule: str) -> str:
    hours, cron = rate_hours(schedule), read_cron(schedule)
    shortest = f"the shortest interval is {SHORTEST_HOURS} hours"
    if hours is not None and hours < SHORTEST_HOURS:
        return f"{shortest}: set rate({SHORTEST_HOURS} hours) or more"
    if cron is None:
        return ""
    fault = cron_fault(cron)
    if fault:
        return fault
    if min(gaps(cron.hours, HOURS_A_DAY)) < SHORTEST_HOURS:
        return f"{shortest}: write */{SHORTEST_HOURS} or a single hour in the second field"
    return ""


def _window_fault(schedule: str, window: int) -> str:
    hours, cron = rate_hours(schedule), read_cron(schedule)
    interval = hours or (min(gaps(cron.hours, HOURS_A_DAY)) if cron else HOURS_A_DAY)
    last = cron.hours[-1] if cron else 0
    if window > interval:
        return f"{window} hours reach the next rotation: set {interval} at most"
    if last + window > HOURS_A_DAY:
        return (
            f"from {last}:00 on {window} hours reach the next day: set {HOURS_A_DAY - last} at most, or begin earlier"
        )
    return ""
