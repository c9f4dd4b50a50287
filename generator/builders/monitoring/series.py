"""A metric as CloudWatch is asked for it: the form from which both alarms and graphs are built."""

from __future__ import annotations

from dataclasses import dataclass

from generator.builders.monitoring.dimensions import MonitoredResources
from generator.planning.alarms import query_statistic, query_target
from generator.planning.metric_targets import ForEachInstance
from generator.spec.model.monitoring import MetricQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """`statistic` may be a percentile."""

    namespace: str
    metric: str
    dimensions: dict[str, str]
    statistic: str


def metric_series(query: MetricQuery, instance: ForEachInstance, resources: MonitoredResources) -> Series:
    """Return the metric of a query that is no expression. Rules MON001 and MON002 have checked that it exists."""
    target, statistic = query_target(query, instance), query_statistic(query)
    if target is None:
        dimensions = {dimension.name: dimension.value for dimension in query.dimensions}
        return Series(
            namespace=str(query.namespace), metric=str(query.metric), dimensions=dimensions, statistic=statistic
        )
    dimensions = resources.dimensions(target)
    if query.operation is not None:
        dimensions["Operation"] = query.operation
    return Series(
        namespace=resources.namespace(target),
        metric=str(query.metric or target.name),
        dimensions=dimensions,
        statistic=statistic,
    )
