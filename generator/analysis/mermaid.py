"""Format a diagram as Mermaid text, which GitHub and many editors draw; it needs nothing installed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.analysis.diagram import Diagram


def as_mermaid(diagram: Diagram) -> str:
    """Return a flowchart from left to right."""
    lines = ["flowchart LR", *_inside(diagram, None, 1)]
    for edge in diagram.edges:
        line = "-.->" if edge.is_quiet else "-->"
        label = f"|{_text(edge.label)}|" if edge.label else ""
        lines.append(f"  {_id(edge.start)} {line}{label} {_id(edge.end)}")
    lines += [f"  linkStyle {index} stroke:{edge.colour}" for index, edge in enumerate(diagram.edges) if edge.colour]
    return "".join(f"{line}\n" for line in lines)


def _inside(diagram: Diagram, cluster: str | None, depth: int) -> Iterator[str]:
    pad = "  " * depth
    for node in diagram.nodes:
        if node.within == cluster:
            yield f"{pad}{_id(node.key)}[{_text('<br>'.join(node.lines))}]"
    for inner in diagram.clusters:
        if inner.within == cluster:
            yield f"{pad}subgraph {_id(inner.key)}[{_text(inner.title)}]"
            yield from _inside(diagram, inner.key, depth + 1)
            yield f"{pad}end"


def _id(key: str) -> str:
    return "n_" + re.sub(r"\W", "_", key)


def _text(text: str) -> str:
    return '"' + text.replace('"', "#quot;") + '"'
