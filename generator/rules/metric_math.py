"""Metric math is checked by AWS when the alarm is made, in the middle of an apply."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding, unknown_name
from generator.planning.alarms import alarms_and_widgets, identifiers
from generator.spec.model import Environment
from generator.spec.model.monitoring import Alarm, MetricQuery, Widget

CODE = "MON005"
LEVEL = "error"
SUMMARY = "metric math that CloudWatch refuses"
SOURCE = "CloudWatch user guide, Use metric math; PutMetricAlarm, Metrics"

METRICS_OF_ALARM = 10
# The builder gives this id to the band of an alarm.
RESERVED = "anomaly__band"


def check(env: Environment) -> Iterator[Finding]:
    for described in alarms_and_widgets(env.monitoring):
        for query in described.metrics:
            if query.name == RESERVED:
                yield Finding(CODE, query.pointer / "name", f"{RESERVED!r} is the band of an alarm: take another name")
            # Rule MON004 tells where there is something else besides.
            if query.expression is not None and query.of is None and query.namespace is None:
                yield from _expression(query, query.expression, described)
        if isinstance(described, Alarm):
            yield from _size(described)


def _expression(query: MetricQuery, expression: str, described: Alarm | Widget) -> Iterator[Finding]:
    at, names = query.pointer / "expression", [other.name for other in described.metrics if other is not query]
    if "SEARCH(" in expression or "SELECT " in expression.upper():
        yield Finding(CODE, at, "searches are not supported: name the metrics, or use 'forEach'")
        return
    used = identifiers(expression)
    for name in used:
        if name == query.name:
            yield Finding(CODE, at, f"{name!r} refers to itself")
        elif name not in names:
            problem = f"there is no metric {name!r} beside the expression"
            yield unknown_name(CODE, at, problem, name, names, f": {', '.join(names)}" if names else "")
    if not used:
        yield Finding(CODE, at, "it uses no metric: write the names of those beside it")
    yield from _circle(query, described)


def _circle(query: MetricQuery, described: Alarm | Widget) -> Iterator[Finding]:
    """An expression may use others, but only those that do not come back to it."""
    expressions = {other.name: identifiers(other.expression or "") for other in described.metrics}
    seen, waiting = set[str](), list(expressions[query.name])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += expressions.get(name, [])
    if query.name in seen and query.name not in expressions[query.name]:
        yield Finding(CODE, query.pointer / "expression", f"{query.name!r} comes back to itself by what it uses")


def _size(alarm: Alarm) -> Iterator[Finding]:
    metrics = [query for query in alarm.metrics if query.expression is None]
    if len(metrics) > METRICS_OF_ALARM or len(alarm.metrics) > 2 * METRICS_OF_ALARM:
        message = f"{len(metrics)} metrics and {len(alarm.metrics) - len(metrics)} expressions"
        yield Finding(
            CODE, alarm.pointer / "metrics", f"{message}: an alarm takes {METRICS_OF_ALARM} metrics, 20 of both"
        )
