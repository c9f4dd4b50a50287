"""Build the diagram of a synthesized stack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.analysis.diagram import Diagram
from generator.analysis.stack_diagram.grants import draw_grants, draw_grants_per_function
from generator.analysis.stack_diagram.network import draw_api, draw_network, draw_on_premises_callers
from generator.analysis.stack_diagram.routing import draw_functions, draw_routing
from generator.analysis.stack_diagram.stores import draw_database, draw_stores, draw_watch

Stack = Mapping[str, Any]


def diagram_of(stack: Stack, title: str, *, per_function: bool = False) -> Diagram:
    """Return the diagram of a synthesized stack. `per_function`: with edges from each function to all it may reach."""
    found: Mapping[str, Mapping[str, Any]] = stack.get("resource", {})
    diagram = Diagram(title)
    grants = draw_grants_per_function if per_function else draw_grants
    for draw in (
        draw_network,
        draw_api,
        draw_functions,
        draw_routing,
        draw_database,
        draw_stores,
        draw_watch,
        grants,
        draw_on_premises_callers,
    ):
        draw(diagram, {kind: dict(entries) for kind, entries in found.items()})
    clusters = {cluster.key for cluster in diagram.clusters}
    drawn = clusters | {node.key for node in diagram.nodes}
    diagram.edges = [edge for edge in diagram.edges if edge.start in drawn and edge.end in drawn]
    # An empty frame would say that there is something in it.
    filled = {node.within for node in diagram.nodes}
    filled |= {cluster.within for cluster in diagram.clusters if cluster.key in filled}
    diagram.clusters = [cluster for cluster in diagram.clusters if cluster.key in filled]
    return diagram
