"""An alarm whose threshold its metric cannot reach is worse than none: everybody counts on it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.metric_maximum import metric_maximum, metric_unit, watched_query
from generator.planning.metric_targets import MetricTargets, metric_targets
from generator.spec.model import Environment
from generator.spec.model.monitoring import Alarm

CODE = "MON080"
LEVEL = "warning"
SUMMARY = "an alarm can never fire"
SOURCE = "CloudWatch API reference, PutMetricAlarm; generator/aws/metrics.py"

# Counts and sums of samples are no values of a sample.
OF_MANY = ("SampleCount", "Sum")


def check(env: Environment) -> Iterator[Finding]:
    targets = metric_targets(env)
    for alarm in env.monitoring.alarms:
        why = _never_reason(alarm, targets, env)
        if why:
            yield Finding(
                CODE, alarm.pointer / "threshold", f"{why}, so alarm {alarm.name!r} never fires: {_remedy(alarm)}"
            )


def _remedy(alarm: Alarm) -> str:
    return "choose a higher threshold" if alarm.comparison.startswith("Less") else "choose a lower threshold"


def _never_reason(alarm: Alarm, targets: MetricTargets, env: Environment) -> str:
    query = watched_query(alarm)
    if query is None or alarm.threshold is None:
        return ""
    if _is_beyond(alarm, None, 0):
        return f"nothing is less than {alarm.threshold:g}"
    if alarm.relative_to is not None:
        limit = "timeout" if alarm.relative_to == "timeout" else "reserved concurrency"
        return f"no call takes more than 100 per cent of its {limit}" if _is_beyond(alarm, 100, None) else ""
    if query.statistic in OF_MANY:
        return ""
    if metric_unit(query) == "Percent" and _is_beyond(alarm, 100, None):
        return f"{query.metric} is never over 100 per cent"
    maximum = metric_maximum(alarm, query, targets, env)
    return maximum.reason if maximum is not None and _is_beyond(alarm, maximum.value, None) else ""


def _is_beyond(alarm: Alarm, most: float | None, least: float | None) -> bool:
    """Whether the threshold is at or beyond the most or the least that the value can be."""
    threshold = alarm.threshold
    if threshold is None:
        return False
    or_equal = "OrEqual" in alarm.comparison
    if most is not None and alarm.comparison.startswith("GreaterThan"):
        return threshold > most if or_equal else threshold >= most
    if least is not None and alarm.comparison.startswith("LessThan"):
        return threshold < least if or_equal else threshold <= least
    return False
