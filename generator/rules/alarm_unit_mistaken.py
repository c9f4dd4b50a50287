"""A threshold has the unit of its metric: one in seconds over a metric in milliseconds fires at every call."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.metric_maximum import watched_query
from generator.spec.model import Environment

CODE = "MON086"
LEVEL = "warning"
SUMMARY = "a threshold looks like one in another unit"
SOURCE = "Lambda, API Gateway and Elastic Load Balancing user guides: units of CloudWatch metrics"

# No call is over in less; none waits longer than a balancer does.
IN_MILLISECONDS, LEAST_MILLISECONDS = ("Duration", "IntegrationLatency", "Latency"), 10
IN_SECONDS, MOST_SECONDS = ("TargetResponseTime",), 900
SAMPLE_COUNT = "SampleCount"


def check(env: Environment) -> Iterator[Finding]:
    for alarm in env.monitoring.alarms:
        query, threshold = watched_query(alarm), alarm.threshold
        if query is None or threshold is None or alarm.relative_to is not None or query.statistic == SAMPLE_COUNT:
            continue
        message = _meant(query.metric or "", threshold) if query.of not in ("table", "index") else ""
        if message:
            yield Finding(CODE, alarm.pointer / "threshold", message)


def _meant(metric: str, threshold: float) -> str:
    if metric in IN_MILLISECONDS and 0 < threshold < LEAST_MILLISECONDS:
        return f"{metric} is in milliseconds: write {threshold * 1000:g} if seconds are meant"
    if metric in IN_SECONDS and threshold >= MOST_SECONDS:
        return f"{metric} is in seconds: write {threshold / 1000:g} if milliseconds are meant"
    return ""
