"""An alarm over a value that cannot be is worse than none: everybody counts on it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.metrics import KINDS
from generator.diagnostics.findings import Finding
from generator.planning.alarms import expand_for_each
from generator.planning.metric_targets import MetricTargets, metric_targets
from generator.spec.model import Environment
from generator.spec.model.monitoring import Alarm, MetricQuery

CODE = "MON080"
LEVEL = "warning"
SUMMARY = "an alarm can never ring"
SOURCE = "CloudWatch API reference, PutMetricAlarm; generator/aws/metrics.py"

# Counts and sums of samples are no values of a sample.
OF_MANY = ("SampleCount", "Sum")
MILLISECONDS = 1_000


def check(env: Environment) -> Iterator[Finding]:
    targets = metric_targets(env)
    for alarm in env.monitoring.alarms:
        why = _why_never(alarm, targets)
        if why:
            yield Finding(
                CODE, alarm.pointer / "threshold", f"{why}, so alarm {alarm.name!r} never rings: {_cure(alarm)}"
            )


def _cure(alarm: Alarm) -> str:
    return "choose a higher threshold" if alarm.comparison.startswith("Less") else "choose a lower threshold"


def _why_never(alarm: Alarm, targets: MetricTargets) -> str:
    query = _watched(alarm)
    if query is None or alarm.threshold is None:
        return ""
    if _is_beyond(alarm, None, 0):
        return f"nothing is less than {alarm.threshold:g}"
    if alarm.relative_to is not None:
        limit = "timeout" if alarm.relative_to == "timeout" else "reserved concurrency"
        return f"no call takes more than 100 per cent of its {limit}" if _is_beyond(alarm, 100, None) else ""
    if query.statistic in OF_MANY:
        return ""
    if _unit(query) == "Percent" and _is_beyond(alarm, 100, None):
        return f"{query.metric} is never over 100 per cent"
    longest = _longest_call(alarm, query, targets)
    if longest is not None and _is_beyond(alarm, longest, None):
        return f"no call lasts longer than the timeout of its function, {longest:g} ms"
    return ""


def _watched(alarm: Alarm) -> MetricQuery | None:
    named = [query for query in alarm.metrics if query.name == alarm.watch]
    for query in (named or alarm.metrics)[-1:]:
        if query.expression is None and query.of in KINDS:
            return query
    return None


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


def _unit(query: MetricQuery) -> str:
    metric = KINDS[query.of].metrics.get(query.metric or "") if query.of else None
    return metric.unit if metric is not None else ""


def _longest_call(alarm: Alarm, query: MetricQuery, targets: MetricTargets) -> float | None:
    """The longest timeout, in milliseconds, of the functions that the alarm is for."""
    if query.metric != "Duration" or alarm.for_each is None:
        return None
    instances = [instance.function for instance in expand_for_each(alarm, targets)]
    timeouts = [function.timeout_seconds * MILLISECONDS for function in instances if function is not None]
    return max(timeouts, default=None)
