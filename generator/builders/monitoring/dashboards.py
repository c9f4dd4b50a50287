"""Dashboards: Jinja2 templates over what the stack has, and the spec's own widgets, placed on CloudWatch's grid."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment as Templates
from jinja2 import FileSystemBytecodeCache, FileSystemLoader, StrictUndefined

from generator.builders.monitoring.dimensions import MonitoredResources
from generator.builders.monitoring.graphs import Graphs, graph_widgets
from generator.builders.monitoring.layout import place_widgets
from generator.spec.model.monitoring import Dashboard
from generator.stack_plan import Scope, aws, step
from generator.system.cache_dir import compiled_templates

FOLDER = Path(__file__).resolve().with_name("templates")
OWN_WIDGETS = "own-widgets"


@step
def build_dashboards(scope: Scope, dashboards: Sequence[Dashboard], *, resources: MonitoredResources) -> None:
    """Build every dashboard."""
    for dashboard in dashboards:
        _dashboard(scope.at(dashboard), dashboard, resources)


@step
def _dashboard(scope: Scope, dashboard: Dashboard, resources: MonitoredResources) -> None:
    name = resources.naming.name("dashboard", dashboard.name)
    aws.CloudwatchDashboard(
        scope,
        f"dashboard-{dashboard.name}",
        dashboard_name=name,
        dashboard_body=json.dumps(dashboard_body(dashboard, resources)),
    )


def dashboard_body(dashboard: Dashboard, resources: MonitoredResources) -> dict[str, Any]:
    """Return the body of a dashboard as JSON. What AWS assigns, such as a target group's suffix, is a token."""
    widgets = _rendered(dashboard.template, resources) if dashboard.template else []
    if dashboard.widgets:
        widgets += _rendered(OWN_WIDGETS, resources, widgets=graph_widgets(dashboard.widgets, resources))
    return {"start": dashboard.start, "periodOverride": "inherit", "widgets": place_widgets(widgets)}


def _rendered(template: str, resources: MonitoredResources, **also: Any) -> list[dict[str, Any]]:
    """A template renders to JSON Lines, one widget a line, so that it never has to care for commas between them."""
    graphs = Graphs(resources)
    context = {"region": resources.account.region, "graphs": graphs, **also}
    text = _templates().get_template(f"{template}.jsonl.j2").render(context)
    return [json.loads(line) for line in text.splitlines() if line.strip()]


@cache
def _templates() -> Templates:
    """One for all dashboards, and kept for later runs: compiling takes longer than everything else here."""
    folder = compiled_templates()
    compiled = None if folder is None else FileSystemBytecodeCache(str(folder))
    loader = FileSystemLoader(FOLDER)
    # JSON, not HTML: every value passes through `tojson`, and nothing else writes into the text.
    return Templates(
        loader=loader, undefined=StrictUndefined, autoescape=False, bytecode_cache=compiled, auto_reload=False
    )
