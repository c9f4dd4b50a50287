"""A metric as CloudWatch is asked for it: the one shape from which both alarms and graphs are made."""

from __future__ import annotations

from dataclasses import dataclass

from generator.builders.monitoring.dimensions import Inventory
from generator.planning.alarms import statistic_of, target_of
from generator.planning.metric_targets import ForEachInstance
from generator.spec.model.monitoring import MetricQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """`statistic` may be a percentile."""

    namespace: str
    metric: str
    dimensions: dict[str, str]
    statistic: str


def series_of(query: MetricQuery, instance: ForEachInstance, inventory: Inventory) -> Series:
    """The metric of a query that is no expression. Rules MON001 and MON002 have made sure that it exists."""
    target, statistic = target_of(query, instance), statistic_of(query)
    if target is None:
        dimensions = {dimension.name: dimension.value for dimension in query.dimensions}
        return Series(
            namespace=str(query.namespace), metric=str(query.metric), dimensions=dimensions, statistic=statistic
        )
    dimensions = inventory.dimensions(target)
    if query.operation is not None:
        dimensions["Operation"] = query.operation
    return Series(
        namespace=inventory.namespace(target),
        metric=str(query.metric or target.name),
        dimensions=dimensions,
        statistic=statistic,
    )
