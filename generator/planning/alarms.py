"""Plan alarms and widgets: expand `forEach`, and resolve their metrics to metric targets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.aws.metrics import KINDS
from generator.planning.metric_targets import ForEachInstance, MetricTarget, MetricTargets
from generator.planning.plan_steps import step
from generator.spec.model.monitoring import Alarm, MetricQuery, Monitoring, Widget

ALL = ForEachInstance((), {})
# What else a metric may be: the table has no row for it.
LOG_STATISTIC, RAW_STATISTIC = "Sum", "Average"
# A quoted text is passed over as a whole; functions and keywords of metric math are upper case.
IDENTIFIER = re.compile(r"\"[^\"]*\"|'[^']*'|\b[a-z]\w*\b")


@dataclass(frozen=True, slots=True)
class PlannedAlarm:
    """One alarm in AWS. `qualifier` is a part of its name; `address` is how a composite alarm may call it."""

    alarm: Alarm
    instance: ForEachInstance

    @property
    def qualifier(self) -> str:
        return "--".join((self.alarm.name, *self.instance.parts))

    @property
    def address(self) -> str:
        return "/".join((self.alarm.name, *self.instance.parts))

    @property
    def threshold(self) -> float | None:
        """Return the threshold in the unit of what is watched."""
        function, threshold = self.instance.function, self.alarm.threshold
        if threshold is None or function is None or self.alarm.relative_to is None:
            return threshold
        limits = {"timeout": function.timeout_seconds * 1000, "reservedConcurrency": function.reserved_concurrency or 0}
        return threshold * limits[self.alarm.relative_to] / 100

    @property
    def watched(self) -> MetricQuery:
        """Return the query that is compared: the named one, else the last. Rule MON004 ensures there is one."""
        named = [query for query in self.alarm.metrics if query.name == self.alarm.watch]
        return (named or self.alarm.metrics)[-1]


def plan_alarms(monitoring: Monitoring, targets: MetricTargets) -> list[PlannedAlarm]:
    """Return every metric alarm that AWS will have."""
    return [planned for alarm in monitoring.alarms for planned in expand_alarm(alarm, targets)]


@step
def expand_alarm(alarm: Alarm, targets: MetricTargets) -> tuple[PlannedAlarm, ...]:
    """Return the metric alarms that one entry of a spec becomes."""
    instances = expand_for_each(alarm, targets)
    return tuple(PlannedAlarm(alarm, instance) for instance in instances if _has_threshold_base(alarm, instance))


def _has_threshold_base(alarm: Alarm, instance: ForEachInstance) -> bool:
    """Whether there is what a threshold is a part of: a function that reserves nothing has no part that is too much."""
    function = instance.function
    return alarm.relative_to != "reservedConcurrency" or function is None or function.reserved_concurrency is not None


def alarms_and_widgets(monitoring: Monitoring) -> list[Alarm | Widget]:
    """Return everything in a spec that names metrics."""
    widgets = [widget for dashboard in monitoring.dashboards for widget in dashboard.widgets]
    return [*monitoring.alarms, *widgets]


def expand_for_each(each: Alarm | Widget, targets: MetricTargets) -> Iterator[ForEachInstance]:
    """Return the instances of an alarm or widget; one without `forEach` has a single one for everything."""
    if each.for_each is None:
        yield ALL
        return
    for instance in targets.instances[each.for_each]:
        if (not each.include or instance.name in each.include) and instance.name not in each.exclude:
            yield instance


def query_target(query: MetricQuery, instance: ForEachInstance) -> MetricTarget | None:
    """Return what a query measures; None where it is raw or an expression."""
    if query.of is None:
        return None
    if not KINDS[query.of].named:
        return MetricTarget(query.of)
    part = _part(query, KINDS[query.of].part)
    if query.named is None:
        own = _instance_target(query.of, instance)
        return MetricTarget(query.of, own.name, part or own.part) if own else MetricTarget(query.of, None, part)
    return MetricTarget(query.of, query.named, part)


def _part(query: MetricQuery, word: str | None) -> str | None:
    return query.colour if word == "colour" else query.index if word == "index" else None


def _instance_target(kind: str, instance: ForEachInstance) -> MetricTarget | None:
    """A colour of a function or an index of a table is at hand where the function or table is; its part is open."""
    wider = {"alias": "function", "index": "table"}
    if kind in instance.targets or kind not in wider:
        return instance.targets.get(kind)
    return instance.targets.get(wider[kind])


def query_statistic(query: MetricQuery) -> str:
    """Return the statistic of a query, or the usual one of its metric."""
    return query.statistic or usual_statistic(query.of, query.metric)


def usual_statistic(kind: str | None, metric: str | None) -> str:
    """Return the usual statistic of a metric. `kind` None is a raw metric, `metric` None that of a log."""
    if kind is None:
        return RAW_STATISTIC
    known = KINDS[kind].metrics
    return known[metric].statistic if metric is not None and metric in known else LOG_STATISTIC


def used_names(queries: Sequence[MetricQuery]) -> set[str]:
    """Return the queries that expressions of the same alarm or widget use."""
    used = {name for query in queries for name in identifiers(query.expression or "")}
    return used & {query.name for query in queries}


def identifiers(expression: str) -> list[str]:
    """Return the identifiers that an expression refers to."""
    return [word for word in IDENTIFIER.findall(expression) if word[0] not in "\"'"]


def suffixed_names(expression: str, names: set[str], suffix: str) -> str:
    """Return the expression with the suffix after each of the names, as for a widget with `forEach`."""
    return IDENTIFIER.sub(lambda match: match[0] + (suffix if match[0] in names else ""), expression)
