"""A guard that cannot fire guards nothing, and one without data before the start never lets a rollout begin."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding, unknown_name
from generator.planning.alarms import PlannedAlarm
from generator.planning.planned_rollout import GREEN
from generator.planning.rollouts import guard_alarms, plan_rollouts, watched_targets
from generator.spec.model import Environment
from generator.spec.model.rollouts import Rollout

CODE = "ROL003"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "a guard of a rollout does not exist or cannot fire"
SOURCE = "CloudWatch user guide, Configuring how alarms treat missing data"


def check(env: Environment) -> Iterator[Finding]:
    for planned in plan_rollouts(env):
        if not planned.guards and not planned.spec.checks and not planned.spec.guards:
            message = "nothing guards it: a bad release would reach everybody. Name alarms, or drop 'guards'"
            yield Finding(CODE, planned.spec.pointer / "guards", message)
        for index, name in enumerate(planned.spec.guards or ()):
            yield from _guard_findings(env, planned.spec, index, name)


def _guard_findings(env: Environment, rollout: Rollout, index: int, name: str) -> Iterator[Finding]:
    at, known = rollout.pointer / "guards" / index, _names(env)
    alarms = guard_alarms(env, name)
    if name.partition("/")[0] not in known:
        problem = (
            f"there is no alarm {name!r} for rollout {rollout.name!r}: CloudWatch would take it for one that is OK"
        )
        yield unknown_name(CODE, at, problem, name, known, ": add it to 'monitoring.alarms'")
    elif not alarms:
        message = f"{name!r} becomes no alarm: its 'forEach' finds nothing in this stack, so it can never fire"
        yield Finding(CODE, at, message)
    for alarm in alarms:
        if isinstance(alarm, PlannedAlarm):
            yield from _not_notifying(alarm, rollout, index)


def _not_notifying(alarm: PlannedAlarm, rollout: Rollout, index: int) -> Iterator[Finding]:
    at, watched = rollout.pointer / "guards" / index, watched_targets(alarm)
    parts = {target.part for target in watched if target.kind in ("target", "alias")}
    if watched and parts and all(target.part == "blue" for target in watched):
        message = (
            f"{alarm.address!r} watches blue alone, which the release does not change: name one that watches green"
        )
        yield Finding(CODE, at, message)
    if alarm.alarm.treat_missing_data == "missing" and GREEN in parts:
        message = (
            f"{alarm.address!r} has no data before green has requests, and a rollout starts only when all guards are "
            "OK: set its 'treatMissingData' to notBreaching"
        )
        yield Finding(CODE, at, message, level="warning")


def _names(env: Environment) -> list[str]:
    composite = [alarm.name for alarm in env.monitoring.composite_alarms]
    return [*(alarm.name for alarm in env.monitoring.alarms), *composite]
