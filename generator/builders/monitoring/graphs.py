"""The lines of a graph: those of the templates, and those of the widgets of a spec."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from generator.builders.monitoring.dimensions import MonitoredResources
from generator.builders.monitoring.series import Series, metric_series
from generator.planning.alarms import expand_for_each, suffixed_names, used_names, usual_statistic
from generator.planning.metric_targets import ForEachInstance, MetricTarget
from generator.spec.model.monitoring import MetricQuery, Widget

Line = list[Any]
PERCENTILES = ("p50", "p90", "p99")


@dataclass(frozen=True, slots=True)
class Graphs:
    """What the templates can call: the targets of the stack, and lines over their metrics."""

    resources: MonitoredResources

    def targets(self, kind: str) -> Sequence[MetricTarget]:
        return self.resources.targets.of_kind(kind)

    def has(self, each: str) -> bool:
        """Return whether the stack has any target of a `forEach`."""
        return bool(self.resources.targets.instances[each])

    def title(self, target: MetricTarget) -> str:
        """Return `POST /payments` for a route; else the name, and the colour or index."""
        route = self.resources.targets.routes.get(target.name or "")
        if target.kind == "route" and route is not None:
            return f"{route.method} {route.path}"
        return " ".join(filter(None, (target.name or target.kind, target.part)))

    def line(self, target: MetricTarget, metric: str | None, statistic: str | None = None, **options: Any) -> Line:
        """Return one metric of one target. Options: CloudWatch's label, id, visible; the operation of a table."""
        operation = options.pop("operation", None)
        dimensions = self.resources.dimensions(target) | ({"Operation": operation} if operation else {})
        series = Series(
            namespace=self.resources.namespace(target),
            metric=metric or str(target.name),
            dimensions=dimensions,
            statistic=statistic or usual_statistic(target.kind, metric),
        )
        label = options["label"] if "label" in options else self.title(target)
        return _line(series, {"label": label, **options})

    def lines(self, kind: str, metric: str | None, statistic: str | None = None, **options: Any) -> list[Line]:
        """Return one metric of every target of a kind, labelled with its name."""
        return [self._labelled(target, metric, statistic, options) for target in self.targets(kind)]

    def each(self, each: str, kind: str, metric: str, statistic: str | None = None, **options: Any) -> list[Line]:
        """Return one metric of every target of a `forEach`."""
        instances = self.resources.targets.instances[each]
        return [self._labelled(instance.targets[kind], metric, statistic, options) for instance in instances]

    def by_role(self, metric: str, statistic: str) -> list[Line]:
        """Return one metric of the database's writer, and of its readers if there are any."""
        return self.lines("writer", metric, statistic) + self.lines("readers", metric, statistic)

    def percentiles(self, target: MetricTarget, metric: str) -> list[Line]:
        return [self.line(target, metric, percentile, label=percentile) for percentile in PERCENTILES]

    def _labelled(
        self, target: MetricTarget, metric: str | None, statistic: str | None, options: dict[str, Any]
    ) -> Line:
        """`suffix` distinguishes lines of one target in one graph."""
        shown = {key: value for key, value in options.items() if key != "suffix"}
        label = " ".join(filter(None, (self.title(target), options.get("suffix"))))
        return self.line(target, metric, statistic, label=label, **shown)


def graph_widgets(widgets: Sequence[Widget], resources: MonitoredResources) -> list[dict[str, Any]]:
    """Return the spec's widgets with their lines, for the template that writes them."""
    return [{"widget": widget, "lines": list(_lines(widget, resources))} for widget in widgets]


def _lines(widget: Widget, resources: MonitoredResources) -> Iterator[Line]:
    instances = list(expand_for_each(widget, resources.targets))
    for number, instance in enumerate(instances):
        suffix = f"_{number}" if widget.for_each is not None else ""
        yield from _instance_lines(widget, instance, suffix, resources)


def _instance_lines(
    widget: Widget, instance: ForEachInstance, suffix: str, resources: MonitoredResources
) -> Iterator[Line]:
    """What an expression uses is not drawn itself. Ids are unique in a graph, so each element's get a suffix."""
    used, names = used_names(widget.metrics), {query.name for query in widget.metrics}
    for query in widget.metrics:
        options: dict[str, Any] = {"id": f"{query.name}{suffix}", "label": _label(query, instance)}
        if query.name in used:
            options["visible"] = False
        if query.expression is not None:
            yield [{"expression": suffixed_names(query.expression, names, suffix), **options}]
        else:
            yield _line(metric_series(query, instance, resources), options)


def _label(query: MetricQuery, instance: ForEachInstance) -> str:
    return " ".join(filter(None, (instance.name, query.label or query.name)))


def _line(series: Series, options: dict[str, Any]) -> Line:
    """CloudWatch's array: namespace, metric, each dimension and its value, and last how to show it."""
    dimensions = [word for pair in series.dimensions.items() for word in pair]
    return [series.namespace, series.metric, *dimensions, {"stat": series.statistic, **options}]
