"""What an alarm watches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.compliance.stack import Resource, attribute


def metrics(alarm: Resource) -> set[tuple[str, str]]:
    """Namespace and name of every metric that an alarm looks at, in its queries as well."""
    return {(str(item.get("namespace")), str(item.get("metric_name"))) for item in watched(alarm)}


def watched(alarm: Resource) -> Iterator[Mapping[str, Any]]:
    """What an alarm looks at: metric, namespace, dimensions and statistic of each."""
    if alarm.get("metric_name") is not None:
        yield alarm.body
    for query in alarm.blocks("metric_query"):
        metric = attribute(query, "metric")
        if isinstance(metric, Mapping):
            yield metric
        elif isinstance(metric, list) and metric:
            yield metric[0]


def statistic(metric: Mapping[str, Any]) -> str:
    return str(metric.get("extended_statistic") or metric.get("statistic") or metric.get("stat"))


def is_on(alarm: Resource) -> bool:
    """Whether an alarm tells anybody: actions are on where nothing is said."""
    return alarm.get("actions_enabled", True) in (True, "true")
