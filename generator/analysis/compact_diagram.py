"""Reduce a diagram to what a payment passes, narrow enough to be read at the width of a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.analysis.diagram import FUNCTIONS, STORES, Diagram, Edge, Node

BALANCERS, KEPT = "balancers", "stores"
_DROPPED = frozenset({"watch", "public"})
_NODES_DROPPED = frozenset({"endpoints", "link"})


def compact(diagram: Diagram) -> Diagram:
    """Return a diagram of the routed functions, with one node for the balancers and one for all stores."""
    compacted = Diagram(diagram.title, is_compact=True)
    merged = dict(_merged(diagram))
    routed = {edge.end for edge in diagram.edges}
    for node in diagram.nodes:
        is_idle = node.within == FUNCTIONS and node.key not in routed
        if node.within not in _DROPPED and node.key not in _NODES_DROPPED and node.key not in merged and not is_idle:
            compacted.nodes.append(node)
    compacted.nodes += _new_nodes(diagram)
    compacted.edges = _edges(diagram, merged, {node.key for node in compacted.nodes})
    # Nodes that merged have left their frames: what is empty goes.
    compacted.clusters = [one for one in diagram.clusters if one.key not in (*_DROPPED, STORES)]
    return compacted


def _merged(diagram: Diagram) -> Iterator[tuple[str, str]]:
    for node in diagram.nodes:
        if node.icon in ("alb", "nlb"):
            yield node.key, BALANCERS
        elif node.within == STORES:
            yield node.key, KEPT


def _new_nodes(diagram: Diagram) -> Iterator[Node]:
    balancers = [node for node in diagram.nodes if node.icon in ("nlb", "alb")]
    if balancers:
        lines = ("load balancers",) if len(balancers) > 1 else balancers[0].lines
        yield Node(BALANCERS, balancers[-1].icon, lines, balancers[-1].within)
    stores = [node for node in diagram.nodes if node.within == STORES]
    if stores:
        yield Node(KEPT, stores[0].icon, tuple(node.lines[0] for node in stores))


def _edges(diagram: Diagram, merged: Mapping[str, str], there: set[str]) -> list[Edge]:
    found: dict[Edge, None] = {}
    for edge in diagram.edges:
        moved = replace(edge, start=merged.get(edge.start, edge.start), end=merged.get(edge.end, edge.end))
        is_known = {moved.start, moved.end} <= there | {FUNCTIONS}
        # A side without requests has no place where there is little of it.
        if is_known and moved.start != moved.end and not moved.is_quiet:
            found[moved] = None
    return list(found)
