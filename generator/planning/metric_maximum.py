"""Compute the maximum that the watched metric of an alarm can reach within the limits of the spec."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from generator.aws.metrics import KINDS
from generator.planning.alarms import expand_for_each
from generator.planning.metric_targets import MetricTargets
from generator.spec.model import Environment
from generator.spec.model.functions import Function
from generator.spec.model.monitoring import Alarm, MetricQuery

MILLISECONDS, SECONDS_A_DAY = 1_000, 86_400


@dataclass(frozen=True, slots=True)
class MetricMaximum:
    """The maximum of a sample, in the unit of its metric, and why."""

    value: float
    reason: str


def watched_query(alarm: Alarm) -> MetricQuery | None:
    """Return the metric of AWS that an alarm compares; None where it compares an expression or a raw metric."""
    named = [query for query in alarm.metrics if query.name == alarm.watch]
    for query in (named or alarm.metrics)[-1:]:
        if query.expression is None and query.of in KINDS:
            return query
    return None


def metric_unit(query: MetricQuery) -> str:
    """Return the unit of a metric; empty where it is not known."""
    metric = KINDS[query.of].metrics.get(query.metric or "") if query.of else None
    return metric.unit if metric is not None else ""


def metric_maximum(alarm: Alarm, query: MetricQuery, targets: MetricTargets, env: Environment) -> MetricMaximum | None:
    """Return the maximum of the metric; None where nothing in the spec limits it."""
    limit = _FUNCTION_LIMITS.get(query.metric or "") if query.of in ("alias", "function", "queue") else None
    if limit is not None:
        values = [value for function in _functions(alarm, query, targets, env) if (value := limit[0](function))]
        return MetricMaximum(max(values), limit[1].format(max(values))) if values else None
    if query.metric == "IntegrationLatency":
        value = env.api.integration_timeout_seconds * MILLISECONDS
        return MetricMaximum(value, f"the API waits {value} ms for an answer, as 'integrationTimeoutSeconds' says")
    if query.metric == "ServerlessDatabaseCapacity":
        capacity = env.database.serverless.maximum_capacity
        return MetricMaximum(capacity, f"the capacity is never over {capacity:g}, the 'maximumCapacity'")
    return None


_FUNCTION_LIMITS: Mapping[str, tuple[Callable[[Function], int | None], str]] = {
    "Duration": (
        lambda function: function.timeout_seconds * MILLISECONDS,
        "no call lasts longer than the timeout of its function, {} ms",
    ),
    "ConcurrentExecutions": (
        lambda function: function.reserved_concurrency,
        "no more than {} calls run at once, as 'reservedConcurrency' says",
    ),
    "ApproximateAgeOfOldestMessage": (
        lambda function: function.dead_letter_retention_days * SECONDS_A_DAY,
        "the queue keeps a message for {} s, as 'deadLetterRetentionDays' says",
    ),
}


def _functions(alarm: Alarm, query: MetricQuery, targets: MetricTargets, env: Environment) -> Iterable[Function]:
    """The functions that the alarm is for: those of its instances, or the one that it names."""
    if alarm.for_each is not None:
        return [each.function for each in expand_for_each(alarm, targets) if each.function is not None]
    return [function for function in env.functions if function.name == query.named]
