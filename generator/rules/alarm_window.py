"""CloudWatch looks back a day, or a week in steps of an hour or more; a longer window fails at apply."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment
from generator.spec.model.monitoring import Alarm

CODE = "MON007"
LEVEL = "error"
SUMMARY = "an alarm looks at periods that CloudWatch does not take"
SOURCE = "CloudWatch API reference, PutMetricAlarm, Period and EvaluationPeriods"

HIGH_RESOLUTION = (10, 30)
HOUR, DAY, WEEK = 3_600, 86_400, 604_800


def check(env: Environment) -> Iterator[Finding]:
    for alarm in env.monitoring.alarms:
        yield from _period(alarm)
        longest, words = (WEEK, "a week") if alarm.period_seconds >= HOUR else (DAY, "a day")
        most = longest // alarm.period_seconds
        if alarm.evaluation_periods > most:
            message = (
                f"{alarm.evaluation_periods} periods of {alarm.period_seconds} s are more than {words}: {most} at most"
            )
            yield Finding(CODE, alarm.pointer / "evaluationPeriods", message)
        if alarm.datapoints is not None and alarm.datapoints > alarm.evaluation_periods:
            message = f"{alarm.datapoints} of {alarm.evaluation_periods} periods cannot be: set 'datapoints' to less"
            yield Finding(CODE, alarm.pointer / "datapoints", message)


def _period(alarm: Alarm) -> Iterator[Finding]:
    seconds = alarm.period_seconds
    if seconds not in HIGH_RESOLUTION and seconds % 60:
        up = seconds + 60 - seconds % 60
        yield Finding(CODE, alarm.pointer / "periodSeconds", f"{seconds} s is no period: take 10, 30 or {up}")
    elif seconds in HIGH_RESOLUTION and any(_is_minutely(query.of, query.namespace) for query in alarm.metrics):
        message = f"{seconds} s has no data: what AWS and log filters publish comes once a minute: set 60"
        yield Finding(CODE, alarm.pointer / "periodSeconds", message)


def _is_minutely(of: str | None, namespace: str | None) -> bool:
    return of is not None or (namespace is not None and namespace.startswith("AWS/"))
