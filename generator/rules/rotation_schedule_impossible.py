"""Secrets Manager refuses intervals under four hours, and windows that reach the next day or the next rotation."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.rotation_schedule import HOURS_A_DAY, SHORTEST_HOURS, rate_hours, start_hour
from generator.findings import Finding
from generator.spec.model import Environment
from generator.spec.model.secrets import Rotation

CODE = "SEC005"
SUMMARY = "Secrets Manager cannot keep to the schedule or the window"
SOURCE = "Secrets Manager API reference, RotationRulesType"


def check(env: Environment) -> Iterator[Finding]:
    for secret in env.secrets:
        rotation = secret.rotation
        if rotation.function is not None and rotation.schedule is not None:
            yield from _rate(rotation, rotation.schedule)
            yield from _window(rotation, rotation.schedule)


def _rate(rotation: Rotation, schedule: str) -> Iterator[Finding]:
    hours = rate_hours(schedule)
    if hours is not None and hours < SHORTEST_HOURS:
        message = f"the shortest interval is {SHORTEST_HOURS} hours: set rate({SHORTEST_HOURS} hours) or more"
        yield Finding(CODE, rotation.at / "schedule", message)


def _window(rotation: Rotation, schedule: str) -> Iterator[Finding]:
    window, interval, start = rotation.window_hours, rate_hours(schedule), start_hour(schedule)
    at = rotation.at / "windowHours"
    if window is None:
        return
    if start is not None and start + window > HOURS_A_DAY:
        message = (
            f"from {start}:00 on {window} hours reach the next day: set {HOURS_A_DAY - start} at most, or begin earlier"
        )
        yield Finding(CODE, at, message)
    elif interval is not None and window > max(interval, SHORTEST_HOURS):
        yield Finding(CODE, at, f"{window} hours reach the next rotation: set {max(interval, SHORTEST_HOURS)} at most")
