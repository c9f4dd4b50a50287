"""An alarm that fires at every value carries no information, and teaches everybody to ignore it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.metric_maximum import metric_unit, watched_query
from generator.spec.model import Environment
from generator.spec.model.monitoring import Alarm

CODE = "MON085"
LEVEL = "warning"
SUMMARY = "an alarm always fires"
SOURCE = "CloudWatch API reference, PutMetricAlarm, ComparisonOperator: no metric of AWS here is negative"

PERCENT = 100


def check(env: Environment) -> Iterator[Finding]:
    for alarm in env.monitoring.alarms:
        why = _always_reason(alarm)
        if why:
            yield Finding(
                CODE, alarm.pointer / "threshold", f"{why}, so alarm {alarm.name!r} always fires: {_remedy(alarm)}"
            )


def _remedy(alarm: Alarm) -> str:
    rises = alarm.comparison.startswith("Greater")
    return "choose a higher threshold" if rises else "choose a lower threshold"


def _always_reason(alarm: Alarm) -> str:
    query, threshold = watched_query(alarm), alarm.threshold
    if query is None or threshold is None:
        return ""
    if alarm.comparison == "GreaterThanOrEqualToThreshold" and threshold <= 0:
        return f"every value is {threshold:g} or more"
    if alarm.comparison == "GreaterThanThreshold" and threshold < 0:
        return f"every value is more than {threshold:g}"
    if metric_unit(query) != "Percent" or query.statistic in ("SampleCount", "Sum"):
        return ""
    is_all = threshold >= PERCENT if "OrEqual" in alarm.comparison else threshold > PERCENT
    return f"{query.metric} is never over 100 per cent" if alarm.comparison.startswith("Less") and is_all else ""
