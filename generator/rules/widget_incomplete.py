"""A dashboard that CloudWatch refuses fails the apply; one with an empty widget misleads."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.alarms import expand_for_each
from generator.planning.metric_targets import MetricTargets, metric_targets
from generator.spec.model import Environment
from generator.spec.model.monitoring import Dashboard, Widget

CODE = "MON010"
LEVEL = "error"
SUMMARY = "a dashboard without widgets, or a widget that shows nothing or too much"
SOURCE = "CloudWatch user guide, CloudWatch service quotas"

METRICS = 500


def check(env: Environment) -> Iterator[Finding]:
    targets = metric_targets(env)
    for dashboard in env.monitoring.dashboards:
        yield from _dashboard(dashboard)
        for widget in dashboard.widgets:
            yield from _widget(widget, targets)


def _dashboard(dashboard: Dashboard) -> Iterator[Finding]:
    if dashboard.template is None and not dashboard.widgets:
        message = f"dashboard {dashboard.name!r} shows nothing: set 'template' or add 'widgets'"
        yield Finding(CODE, dashboard.pointer, message)


def _widget(widget: Widget, targets: MetricTargets) -> Iterator[Finding]:
    if widget.type == "text":
        if widget.text is None:
            yield Finding(CODE, widget.pointer, f"widget {widget.name!r} has no 'text'")
        if widget.metrics:
            yield Finding(
                CODE, widget.pointer / "metrics", "a text shows no metrics: leave them out, or set 'type: graph'"
            )
        return
    if widget.text is not None:
        yield Finding(CODE, widget.pointer / "text", "only a text shows text: leave it out, or set 'type: text'")
    if not widget.metrics:
        yield Finding(CODE, widget.pointer, f"widget {widget.name!r} shows nothing: add 'metrics'")
    lines = len(widget.metrics) * len(list(expand_for_each(widget, targets)))
    if lines > METRICS:
        message = f"{lines} metrics, AWS takes {METRICS} in a widget: choose with 'include', or make several"
        yield Finding(CODE, widget.pointer / "metrics", message)
