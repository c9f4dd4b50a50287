"""The `monitoring` section: metrics from logs, alarms, composite alarms and dashboards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.model.functions import Colour

Kind = Literal[
    "alias",
    "api",
    "balancer",
    "cluster",
    "firewall",
    "function",
    "index",
    "log",
    "networkBalancer",
    "proxy",
    "queue",
    "readers",
    "route",
    "table",
    "target",
    "topic",
    "writer",
]
Each = Literal[
    "checkedColours",
    "colours",
    "functions",
    "indexes",
    "networkBalancer",
    "proxy",
    "readers",
    "rotations",
    "routedFunctions",
    "routes",
    "serverless",
    "tables",
    "topics",
    "trail",
]
Comparison = Literal[
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "GreaterThanUpperThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "LessThanOrEqualToThreshold",
    "LessThanThreshold",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """Of a raw metric: name and value as AWS writes them."""

    pointer: SpecPath
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricQuery:
    """One of three: a metric `of` something in the spec, a raw one by `namespace`, or an `expression` over others.

    `statistic` None is the usual one of the metric. `named` None is the thing at hand where the alarm or widget is
    made for each of its kind.
    """

    pointer: SpecPath
    name: str
    of: Kind | None
    named: str | None
    colour: Colour | None
    index: str | None
    operation: str | None
    metric: str | None
    statistic: str | None
    expression: str | None
    namespace: str | None
    dimensions: tuple[Dimension, ...]
    label: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogMetric:
    """`of` is where the logs are; `only` holds names of functions; empty means all of them."""

    pointer: SpecPath
    name: str
    of: Literal["api", "functions", "trail"]
    only: tuple[str, ...]
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """`threshold` is per cent of `relative_to` where there is one. `watch` None watches the last of the metrics.
    `anomaly_band` in standard deviations. Topics None are those of the section."""

    pointer: SpecPath
    name: str
    description: str
    for_each: Each | None
    only: tuple[str, ...]
    excluded: tuple[str, ...]
    metrics: tuple[MetricQuery, ...]
    watch: str | None
    threshold: float | None
    relative_to: Literal["timeout", "reservedConcurrency"] | None
    anomaly_band: float | None
    comparison: Comparison
    period_seconds: int
    evaluation_periods: int
    datapoints: int | None
    missing_data: Literal["breaching", "notBreaching", "ignore", "missing"]
    few_samples: Literal["evaluate", "ignore"]
    alarm_topics: tuple[str, ...] | None
    ok_topics: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeAlarm:
    pointer: SpecPath
    name: str
    description: str
    rule: str
    alarm_topics: tuple[str, ...] | None
    ok_topics: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """Sizes in the 24 columns of a dashboard. `for_each` draws the metrics once for each of a kind."""

    pointer: SpecPath
    name: str
    type: Literal["graph", "stacked", "number", "text"]
    title: str | None
    text: str | None
    for_each: Each | None
    only: tuple[str, ...]
    excluded: tuple[str, ...]
    metrics: tuple[MetricQuery, ...]
    period_seconds: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """The widgets of the template, if there is one, and then those of the spec. `start` as an ISO 8601 duration."""

    pointer: SpecPath
    name: str
    template: Literal["api-response-times", "database-performance", "error-rates"] | None
    start: str
    widgets: tuple[Widget, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    pointer: SpecPath
    alarm_topics: tuple[str, ...]
    ok_topics: tuple[str, ...]
    log_metrics: tuple[LogMetric, ...]
    alarms: tuple[Alarm, ...]
    composite_alarms: tuple[CompositeAlarm, ...]
    dashboards: tuple[Dashboard, ...]
