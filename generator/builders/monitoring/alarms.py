"""Alarms over one metric, over metric math, or over a band that CloudWatch learns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.aws.metrics import is_extended
from generator.builders.monitoring.dimensions import MonitoredResources
from generator.builders.monitoring.series import Series, metric_series
from generator.builders.topics import TopicExports
from generator.planning.alarms import PlannedAlarm, expand_alarm
from generator.planning.references import Arn
from generator.spec.model.monitoring import Alarm, CompositeAlarm, MetricQuery, Monitoring
from generator.stack_plan import Scope, aws, step

# The id of the band; those of the spec begin with a lower-case letter too, but hold no two underscores in front.
BAND = "anomaly__band"


AlarmNames = Mapping[str, Mapping[str, str]]


@step
def build_alarms(scope: Scope, monitoring: Monitoring, *, resources: MonitoredResources) -> AlarmNames:
    """Build every metric alarm; the result gives the names of each in AWS, as references, by the name in the spec and
    by the address that composite alarms use."""
    return {alarm.name: _alarms(scope.at(alarm), alarm, monitoring, resources) for alarm in monitoring.alarms}


@step
def _alarms(scope: Scope, alarm: Alarm, monitoring: Monitoring, resources: MonitoredResources) -> Mapping[str, str]:
    planned = expand_alarm(alarm, resources.targets)
    return {one.address: _alarm(scope, one, monitoring, resources) for one in planned}


def alarm_actions(
    alarm: Alarm | CompositeAlarm, monitoring: Monitoring, topics: Mapping[str, TopicExports]
) -> dict[str, list[Arn] | None]:
    """Return the actions of an alarm: the topics for ALARM, OK and INSUFFICIENT_DATA."""
    alarmed = monitoring.alarm_topics if alarm.alarm_topics is None else alarm.alarm_topics
    calmed = next((each for each in (alarm.ok_topics, monitoring.ok_topics) if each is not None), alarmed)
    return {
        "alarm_actions": [topics[name].arn for name in alarmed] or None,
        "ok_actions": [topics[name].arn for name in calmed] or None,
        # An alarm begins without data, which is no change of its state: the first apply notifies nobody.
        "insufficient_data_actions": [topics[name].arn for name in alarmed] or None
        if _notifies_insufficient_data(alarm)
        else None,
    }


def _notifies_insufficient_data(alarm: Alarm | CompositeAlarm) -> bool:
    return isinstance(alarm, Alarm) and alarm.treat_missing_data == "missing"


@step
def _alarm(scope: Scope, planned: PlannedAlarm, monitoring: Monitoring, resources: MonitoredResources) -> str:
    alarm = planned.alarm
    name = resources.naming.name("alarm", planned.qualifier)
    arguments: dict[str, Any] = {
        "alarm_name": name,
        "alarm_description": alarm.description,
        "comparison_operator": alarm.comparison,
        "evaluation_periods": alarm.evaluation_periods,
        "datapoints_to_alarm": alarm.datapoints,
        "treat_missing_data": alarm.treat_missing_data,
        **alarm_actions(alarm, monitoring, resources.topics),
        "depends_on": _reporting(planned, resources),
        "tags": {"Name": name},
    }
    if alarm.anomaly_band is not None:
        arguments |= {"threshold_metric_id": BAND, "metric_query": list(_with_band(planned, resources))}
    elif len(alarm.metrics) > 1:
        arguments |= {"threshold": planned.threshold, "metric_query": list(_queries(planned, resources))}
    else:
        arguments |= {"threshold": planned.threshold, **_single(planned, resources)}
    built = aws.CloudwatchMetricAlarm(scope, f"alarm-{planned.qualifier}", **arguments)
    return str(built.alarm_name)


def _reporting(planned: PlannedAlarm, resources: MonitoredResources) -> list[Any] | None:
    """The condition that there is an instance: an alarm on a cluster without one would fire for lack of data."""
    of_instances = any(query.of in ("cluster", "writer", "readers") for query in planned.alarm.metrics)
    return list(resources.database.instances) if of_instances else None


def _single(planned: PlannedAlarm, resources: MonitoredResources) -> dict[str, Any]:
    """One metric: a percentile goes into an argument of its own, which excludes the other."""
    alarm = planned.alarm
    series = metric_series(planned.watched, planned.instance, resources)
    arguments: dict[str, Any] = {
        "namespace": series.namespace,
        "metric_name": series.metric,
        "dimensions": series.dimensions,
        "period": alarm.period_seconds,
    }
    if not is_extended(series.statistic):
        return {**arguments, "statistic": series.statistic}
    few = alarm.evaluate_low_sample_count_percentiles if series.statistic.startswith("p") else None
    return {**arguments, "extended_statistic": series.statistic, "evaluate_low_sample_count_percentiles": few}


def _queries(planned: PlannedAlarm, resources: MonitoredResources) -> Iterator[Any]:
    for query in planned.alarm.metrics:
        yield _query(query, planned, resources, returned=query is planned.watched)


def _with_band(planned: PlannedAlarm, resources: MonitoredResources) -> Iterator[Any]:
    """CloudWatch wants both returned, what is watched and the band around it."""
    yield from _queries(planned, resources)
    watched = planned.watched.name
    yield aws.CloudwatchMetricAlarmMetricQuery(
        id=BAND,
        expression=f"ANOMALY_DETECTION_BAND({watched}, {planned.alarm.anomaly_band:g})",
        label=f"usual course of {watched}",
        return_data=True,
    )


def _query(query: MetricQuery, planned: PlannedAlarm, resources: MonitoredResources, *, returned: bool) -> Any:
    if query.expression is not None:
        metric = None
    else:
        metric = _metric(metric_series(query, planned.instance, resources), planned.alarm.period_seconds)
    return aws.CloudwatchMetricAlarmMetricQuery(
        id=query.name,
        expression=query.expression,
        label=query.label or query.name,
        metric=metric,
        return_data=returned,
    )


def _metric(series: Series, period: int) -> Any:
    return aws.CloudwatchMetricAlarmMetricQueryMetric(
        namespace=series.namespace,
        metric_name=series.metric,
        dimensions=series.dimensions,
        period=period,
        stat=series.statistic,
    )
