"""Metric filters: metrics that count lines in logs, such as payments that failed or a trail that was stopped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.builders.api.exports import ApiExports
from generator.builders.audit import AuditExports
from generator.builders.functions import FunctionExports
from generator.planning.metric_targets import MetricTargets
from generator.planning.naming import Naming
from generator.spec.model.monitoring import LogMetric
from generator.stack_plan import Scope, aws, step


@step
def build_log_metrics(
    scope: Scope,
    metrics: Sequence[LogMetric],
    naming: Naming,
    *,
    namespace: str,
    targets: MetricTargets,
    functions: Mapping[str, FunctionExports],
    audit: AuditExports,
    api: ApiExports,
) -> None:
    """Build a filter for each log group that a metric reads; all write the one metric, so that they add up."""
    groups = {name: function.log_group_name for name, function in functions.items()}
    shared = {"api": api.access_log_group_name, "trail": audit.trail_log_group_name}
    for metric in metrics:
        for qualifier, group in _groups(metric, targets, groups, shared):
            _filter(scope.at(metric), metric, qualifier, group, naming, namespace)


def _groups(
    metric: LogMetric, targets: MetricTargets, functions: Mapping[str, str], shared: Mapping[str, str | None]
) -> Iterator[tuple[str, str]]:
    for function in targets.log_functions[metric.name]:
        yield f"{metric.name}--{function}", functions[function]
    group = shared.get(metric.of)
    if group is not None:
        yield metric.name, group


@step
def _filter(scope: Scope, metric: LogMetric, qualifier: str, log_group: str, naming: Naming, namespace: str) -> None:
    aws.CloudwatchLogMetricFilter(
        scope,
        f"metric-filter-{qualifier}",
        name=naming.name("metric-filter", qualifier),
        log_group_name=log_group,
        pattern=metric.pattern,
        metric_transformation=aws.CloudwatchLogMetricFilterMetricTransformation(
            name=metric.name,
            namespace=namespace,
            value="1",
            # Lines that do not fit count as nothing, so that the metric has data whenever there are logs at all.
            default_value="0",
            unit="Count",
        ),
    )
