"""Read what an alarm watches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.compliance.stack import Resource
from generator.compliance.terraform_values import attribute


def metrics(alarm: Resource) -> set[tuple[str, str]]:
    """Return namespace and name of every metric of an alarm, those of its queries included."""
    return {(str(item.get("namespace")), str(item.get("metric_name"))) for item in watched(alarm)}


def watched(alarm: Resource) -> Iterator[Mapping[str, Any]]:
    """Return metric, namespace, dimensions and statistic of everything that an alarm looks at."""
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
    """Return whether an alarm notifies anybody: actions are on where the argument is unset."""
    return alarm.get("actions_enabled", True) in (True, "true")
