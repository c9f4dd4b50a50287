"""Metrics from logs, alarms, and dashboards. The shipped ones watch everything that the stack has; take them,
change them by name, or remove them.

Generated from schemas/monitoring.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.model.functions import Colour
from generator.spec.record import Record

Kind = Literal[
    "alias",
    "api",
    "balancer",
    "certificate",
    "cluster",
    "firewall",
    "function",
    "index",
    "log",
    "networkBalancer",
    "proxy",
    "queue",
    "readers",
    "replicationTask",
    "route",
    "service",
    "table",
    "target",
    "topic",
    "tunnel",
    "vpn",
    "writer",
]


class Dimension(Record):
    """One dimension."""

    pointer: SpecPath
    name: str
    """The dimension as AWS names it."""
    value: str
    """Its value."""


class MetricQuery(Record):
    """One of three: a metric of something in this spec (`of`), any other (`namespace`), or an `expression` over the
    others.
    """

    pointer: SpecPath
    name: str
    """The id by which expressions know it: a lower-case letter, then letters, digits and underscores."""
    of: Kind | None
    """What is measured: the kind of a thing in this spec. A queue is the dead-letter queue of a function; an alias
    is one colour of a function; a service is what a function of ours measures itself; a replicationTask is one
    of AWS DMS, replication or fallback; readers and writer are instances of the database by their role; a vpn
    bears the name of its customer gateway, a tunnel that name with -tunnel-1 or -tunnel-2.
    """
    named: str | None
    """Its name in this spec. Null where there is only one of the kind, or where the alarm or widget is made for
    each: then it is the one at hand.
    """
    colour: Colour | None
    """With target and alias: the colour that is measured."""
    index: str | None
    """With index: the global index of the table that `named` says."""
    operation: (
        Literal[
            "BatchGetItem",
            "BatchWriteItem",
            "DeleteItem",
            "GetItem",
            "PutItem",
            "Query",
            "Scan",
            "TransactGetItems",
            "TransactWriteItems",
            "UpdateItem",
        ]
        | None
    )
    """With table: the operation that is measured. Latency, throttled requests and system errors are known by
    operation only.
    """
    metric: str | None
    """The metric as AWS names it. Left out for log, whose one metric has its own name."""
    statistic: str | None
    """Average, Maximum, Minimum, SampleCount or Sum; a percentile such as p99 or p99.9; tm90, wm95, tc90, ts90 or
    IQM. Null takes the one that the metric is usually asked for.
    """
    expression: str | None
    """Metric math over the names of the other metrics, in place of a metric."""
    namespace: str | None
    """The namespace of a metric that does not belong to anything in this spec, in place of `of`."""
    dimensions: tuple[Dimension, ...]
    """With namespace: the dimensions."""
    label: str | None
    """What a graph calls it. Null makes a label of the name and the statistic."""


class LogMetric(Record):
    """One metric. CloudWatch adds up what all of its log groups hold."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    of: Literal["api", "functions", "trail"]
    """Whose logs are read: the functions', the trail's (with audit.trail off the metric is left out) or the API's
    access log.
    """
    include: tuple[str, ...]
    """With functions: the names of those whose logs are read. Empty reads all."""
    pattern: str
    """The CloudWatch Logs filter pattern. Every line that fits counts as one."""


Each = Literal[
    "certificate",
    "checkedColours",
    "colours",
    "functions",
    "indexes",
    "networkBalancer",
    "provisionedFunctions",
    "proxy",
    "readers",
    "rotations",
    "routedFunctions",
    "routes",
    "serverless",
    "tables",
    "topics",
    "trail",
    "tunnels",
    "unroutedFunctions",
    "vpnConnections",
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


class Alarm(Record):
    """One alarm, or one for each thing of a kind."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    description: str
    """What it means and what to do: whoever is woken reads this."""
    for_each: Each | None
    """Make one for each of a kind that the stack has, and none where it has none: functions, routedFunctions (those
    behind a target of the balancer), unroutedFunctions (all others), provisionedFunctions (those with
    provisioned concurrency), rotations (those that rotate a secret), routes, tables, indexes, topics, colours
    (of every target), checkedColours (those with health checks), vpnConnections (one for each customer gateway),
    tunnels (two each, such as edge-1-tunnel-1); and certificate, trail, readers, serverless, proxy and
    networkBalancer, of which a stack has one or none.
    """
    include: tuple[str, ...]
    """With forEach: the names to take. Empty takes all."""
    exclude: tuple[str, ...]
    """With forEach: the names to leave out, as where one gets an alarm of its own."""
    metrics: tuple[MetricQuery, ...]
    """What is measured. With several, the last is watched and the others feed it."""
    watch: str | None
    """The name of the metric or expression that is compared. Null watches the last."""
    threshold: float | None
    """The number that it is compared with, in the unit of what is watched. Left out with anomalyBand."""
    relative_to: Literal["timeout", "reservedConcurrency"] | None
    """With forEach functions, routedFunctions, unroutedFunctions, provisionedFunctions or rotations: makes the
    threshold per cent of the function's timeout (for Duration) or of its reserved concurrency.
    """
    anomaly_band: float | None
    """In place of a threshold: CloudWatch learns the usual course, and this many standard deviations around it are
    the band.
    """
    comparison: Comparison
    """How it is compared. Those with Upper or Lower are for anomalyBand, the others for threshold."""
    period_seconds: int
    """Seconds that one data point covers: 10, 30 or a multiple of 60. 10 and 30 work for high-resolution metrics
    only, which none of AWS's own are.
    """
    evaluation_periods: int
    """How many of the last data points are looked at."""
    datapoints: int | None
    """How many of them must be over the threshold. Null means all."""
    treat_missing_data: Literal["breaching", "notBreaching", "ignore", "missing"]
    """What a period without data means, to be decided for every alarm: breaching (silence is bad news),
    notBreaching (silence is good), ignore (the state stays), missing (once nothing comes any more, the alarm
    says so to its topics; before the first data it keeps silent).
    """
    evaluate_low_sample_count_percentiles: Literal["evaluate", "ignore"]
    """With a percentile: whether periods with too few samples to be significant are looked at, or leave the state
    as it is.
    """
    alarm_topics: tuple[str, ...] | None
    """The topics that learn of the alarm. Null takes alarmTopics of the whole section."""
    ok_topics: tuple[str, ...] | None
    """The topics that learn that it is over. Null takes okTopics of the whole section."""


class CompositeAlarm(Record):
    """One alarm over others."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    description: str
    """What it means and what to do."""
    rule: str
    """ALARM(name), OK(name) and INSUFFICIENT_DATA(name) joined by AND, OR, NOT and parentheses. A name that is made
    for each of a kind stands for all: ALARM for any of them, OK for every one; name/thing is one, as function-
    errors/transaction-processing.
    """
    alarm_topics: tuple[str, ...] | None
    """The topics that learn of the alarm. Null takes alarmTopics of the whole section."""
    ok_topics: tuple[str, ...] | None
    """The topics that learn that it is over. Null takes okTopics of the whole section."""


class Widget(Record):
    """One widget. It goes beside the one before where there is room, else below."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    type: Literal["graph", "stacked", "number", "text"]
    """A graph of lines, the same stacked, the newest numbers, or a text."""
    title: str | None
    """What stands above it. Null shows the name."""
    text: str | None
    """With text: Markdown."""
    for_each: Each | None
    """Make one for each of a kind that the stack has, and none where it has none: functions, routedFunctions (those
    behind a target of the balancer), unroutedFunctions (all others), provisionedFunctions (those with
    provisioned concurrency), rotations (those that rotate a secret), routes, tables, indexes, topics, colours
    (of every target), checkedColours (those with health checks), vpnConnections (one for each customer gateway),
    tunnels (two each, such as edge-1-tunnel-1); and trail, readers, serverless, proxy and networkBalancer, of
    which a stack has one or none.
    """
    include: tuple[str, ...]
    """With forEach: the names to take. Empty takes all."""
    exclude: tuple[str, ...]
    """With forEach: the names to leave out, as where one gets an alarm of its own."""
    metrics: tuple[MetricQuery, ...]
    """What it shows."""
    period_seconds: int
    """Seconds that one point covers: a multiple of 60."""
    width: int
    """Columns out of 24."""
    height: int
    """Rows."""


class Dashboard(Record):
    """One dashboard."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    template: Literal["api-response-times", "database-performance", "error-rates"] | None
    """A ready-made set of widgets over everything that the stack has. Null shows the spec's own widgets only."""
    start: str
    """How far back it looks when it is opened, as an ISO 8601 duration."""
    widgets: tuple[Widget, ...]
    """Widgets besides those of the template."""


class Monitoring(Record):
    """Metrics from logs, alarms, and dashboards. The shipped ones watch everything that the stack has; take them,
    change them by name, or remove them.
    """

    pointer: SpecPath
    alarm_topics: tuple[str, ...]
    """The topics that learn of an alarm which names none itself. At most five."""
    ok_topics: tuple[str, ...] | None
    """The topics that learn that such an alarm is over. At most five. Null takes those that learn of the alarm."""
    log_metrics: tuple[LogMetric, ...]
    """Metrics that count lines in logs."""
    alarms: tuple[Alarm, ...]
    """The alarms. `forEach` makes one for each thing of a kind, so that a new table or function is watched from its
    first day.
    """
    composite_alarms: tuple[CompositeAlarm, ...]
    """Alarms over alarms: one message where many would ring."""
    dashboards: tuple[Dashboard, ...]
    """The dashboards."""
