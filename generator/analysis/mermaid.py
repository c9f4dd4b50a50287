"""A picture as Mermaid text, which GitHub and many editors draw; it needs nothing installed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.analysis.diagram import Picture


def as_mermaid(picture: Picture) -> str:
    """A flowchart from left to right."""
    lines = ["flowchart LR", *_inside(picture, None, 1)]
    for arrow in picture.arrows:
        line = "-.->" if arrow.is_quiet else "-->"
        label = f"|{_text(arrow.label)}|" if arrow.label else ""
        lines.append(f"  {_id(arrow.start)} {line}{label} {_id(arrow.end)}")
    lines += [
        f"  linkStyle {index} stroke:{arrow.colour}" for index, arrow in enumerate(picture.arrows) if arrow.colour
    ]
    return "".join(f"{line}\n" for line in lines)


def _inside(picture: Picture, area: str | None, depth: int) -> Iterator[str]:
    pad = "  " * depth
    for box in picture.boxes:
        if box.within == area:
            yield f"{pad}{_id(box.key)}[{_text('<br>'.join(box.lines))}]"
    for inner in picture.areas:
        if inner.within == area:
            yield f"{pad}subgraph {_id(inner.key)}[{_text(inner.title)}]"
            yield from _inside(picture, inner.key, depth + 1)
            yield f"{pad}end"


def _id(key: str) -> str:
    return "n_" + re.sub(r"\W", "_", key)


def _text(text: str) -> str:
    return '"' + text.replace('"', "#quot;") + '"'
