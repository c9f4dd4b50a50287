"""Alarms and widgets of a spec, made once for each of what the stack has; their metrics resolved to things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.aws.metrics import KINDS
from generator.planning.metric_targets import Element, Monitored, Thing
from generator.spec.model.monitoring import Alarm, MetricQuery, Monitoring, Widget

ALL = Element((), {})
# What else a metric may be: the table has no row for it.
LOG_STATISTIC, RAW_STATISTIC = "Sum", "Average"
# A quoted text is passed over as a whole; functions and keywords of metric math are upper case.
IDENTIFIER = re.compile(r"\"[^\"]*\"|'[^']*'|\b[a-z]\w*\b")


@dataclass(frozen=True, slots=True)
class PlannedAlarm:
    """One alarm in AWS. `qualifier` is what its name is made of; `address` is how a composite alarm may call it."""

    alarm: Alarm
    element: Element

    @property
    def qualifier(self) -> str:
        return "--".join((self.alarm.name, *self.element.parts))

    @property
    def address(self) -> str:
        return "/".join((self.alarm.name, *self.element.parts))

    @property
    def threshold(self) -> float | None:
        """In the unit of what is watched."""
        function, threshold = self.element.function, self.alarm.threshold
        if threshold is None or function is None or self.alarm.relative_to is None:
            return threshold
        limits = {"timeout": function.timeout_seconds * 1000, "reservedConcurrency": function.reserved_concurrency}
        return threshold * limits[self.alarm.relative_to] / 100

    @property
    def watched(self) -> MetricQuery:
        """The query that is compared: the named one, else the last. Rule MON004 has made sure that there is one."""
        named = [query for query in self.alarm.metrics if query.name == self.alarm.watch]
        return (named or self.alarm.metrics)[-1]


def plan_alarms(monitoring: Monitoring, monitored: Monitored) -> list[PlannedAlarm]:
    """Every metric alarm that AWS will have."""
    return [PlannedAlarm(alarm, element) for alarm in monitoring.alarms for element in elements_of(alarm, monitored)]


def all_described(monitoring: Monitoring) -> list[Alarm | Widget]:
    """Everything in a spec that names metrics."""
    widgets = [widget for dashboard in monitoring.dashboards for widget in dashboard.widgets]
    return [*monitoring.alarms, *widgets]


def elements_of(each: Alarm | Widget, monitored: Monitored) -> Iterator[Element]:
    """What an alarm or widget is made for; one that is not made for each is made for everything at once."""
    if each.for_each is None:
        yield ALL
        return
    for element in monitored.elements[each.for_each]:
        if (not each.only or element.name in each.only) and element.name not in each.excluded:
            yield element


def thing_of(query: MetricQuery, element: Element) -> Thing | None:
    """What a query measures; None where it is raw or an expression."""
    if query.of is None:
        return None
    if not KINDS[query.of].named:
        return Thing(query.of)
    parts = {"colour": query.colour, "index": query.index}
    part = parts.get(KINDS[query.of].part or "")
    if query.named is None:
        at_hand = _at_hand(query.of, element)
        return Thing(query.of, at_hand.name, part or at_hand.part) if at_hand else Thing(query.of, None, part)
    return Thing(query.of, query.named, part)


def _at_hand(kind: str, element: Element) -> Thing | None:
    """A colour of a function or an index of a table is at hand where the function or table is; its part is open."""
    wider = {"alias": "function", "index": "table"}
    if kind in element.things or kind not in wider:
        return element.things.get(kind)
    return element.things.get(wider[kind])


def statistic_of(query: MetricQuery) -> str:
    """The statistic that is asked for, or the usual one of the metric."""
    return query.statistic or usual_statistic(query.of, query.metric)


def usual_statistic(kind: str | None, metric: str | None) -> str:
    """What answers the usual question about a metric. `kind` None is a raw metric, `metric` None that of a log."""
    if kind is None:
        return RAW_STATISTIC
    known = KINDS[kind].metrics
    return known[metric].statistic if metric is not None and metric in known else LOG_STATISTIC


def used_names(queries: Sequence[MetricQuery]) -> set[str]:
    """The queries that expressions of the same alarm or widget use."""
    used = {name for query in queries for name in identifiers(query.expression or "")}
    return used & {query.name for query in queries}


def identifiers(expression: str) -> list[str]:
    """What an expression refers to."""
    return [word for word in IDENTIFIER.findall(expression) if word[0] not in "\"'"]


def renamed(expression: str, names: set[str], suffix: str) -> str:
    """The expression with the suffix after each of the names, as where a widget draws it once for each of a kind."""
    return IDENTIFIER.sub(lambda match: match[0] + (suffix if match[0] in names else ""), expression)
