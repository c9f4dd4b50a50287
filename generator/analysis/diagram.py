"""Describe a diagram as data: nodes in clusters and edges between them, for whatever draws it."""

from __future__ import annotations

from dataclasses import dataclass, field

VPC, PUBLIC, PRIVATE, DATABASE, FUNCTIONS, STORES, WATCH = (
    "vpc",
    "public",
    "private",
    "database",
    "functions",
    "stores",
    "watch",
)


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the diagram. `icon` names a service, `lines` say which and how many."""

    key: str
    icon: str
    lines: tuple[str, ...]
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A frame around nodes, or around other clusters."""

    key: str
    title: str
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge between nodes or clusters. `colour` is blue or green for the sides of a release, `share` its per cent."""

    start: str
    end: str
    label: str = ""
    colour: str = ""
    is_quiet: bool = False
    share: int = 0


@dataclass(slots=True)
class Diagram:
    """A diagram. `is_compact`: its text must be readable where it is shown small."""

    title: str
    clusters: list[Cluster] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    is_compact: bool = False

    def has(self, key: str) -> bool:
        """Return whether there is a node of this key."""
        return any(node.key == key for node in self.nodes)
