"""An alarm needs its whole window to fire: a step that ends before proves nothing."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.alarms import PlannedAlarm
from generator.planning.rollouts import plan_rollouts
from generator.spec.model import Environment

CODE = "ROL004"
LEVEL = "error"
SUMMARY = "a step is shorter than the window of a guard"
SOURCE = "CloudWatch user guide, Evaluating an alarm"


def check(env: Environment) -> Iterator[Finding]:
    for planned in plan_rollouts(env):
        windows = {
            guard.alarm.name: guard.alarm.period_seconds * (guard.alarm.datapoints or guard.alarm.evaluation_periods)
            for guard in planned.guards
            if isinstance(guard, PlannedAlarm)
        }
        longest = max(windows, key=lambda name: windows[name], default=None)
        if longest is not None and windows[longest] > planned.bake_seconds:
            minutes = -(-windows[longest] // 60)
            message = (
                f"{longest!r} needs {windows[longest]} s of data to fire, a step bakes for {planned.bake_seconds}: set "
                f"'bakeMinutes' to {minutes} or more, or leave the guard out"
            )
            yield Finding(CODE, planned.spec.pointer / "bakeMinutes", message)
