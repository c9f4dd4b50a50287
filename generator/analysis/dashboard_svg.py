"""Draw the layout of a dashboard as SVG: each widget with its title and the names of its lines.

A stack has no data before it is applied, so none are drawn: dashed waves mark where lines go, and the image says so.
`python -m generator.analysis.dashboard_svg docs/images` draws the shipped dashboards.
"""

from __future__ import annotations

import json
import math
import re
import sys
import tempfile
import textwrap
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

CELL, ROW, HEAD, GAP = 50, 36, 56, 4
# Twenty that can be told apart: ten hues, then a second shade of each.
COLOURS = (
    *("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf"),
    *("#0b3c6f", "#b35900", "#125412", "#7a0f10", "#4b2a75", "#c49c94", "#8a1f63", "#3a3a3a", "#6b6c00", "#0a6f7a"),
)
LEGEND_LINE, TITLE_LINE, LEGEND_SIZE = 13, 15, 10
MORE = "and 999 more"
NOTE = "Layout only: the dashed waves mark where lines go. They are not data."


def draw(name: str, body: Mapping[str, Any]) -> str:
    """Return the SVG of one dashboard body."""
    rows = max(widget["y"] + widget["height"] for widget in body["widgets"])
    width, height = 24 * CELL + GAP, HEAD + rows * ROW + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'font-family="Helvetica, Arial, sans-serif">',
        f'<rect width="{width}" height="{height}" fill="#f2f3f3"/>',
        _text(12, 26, name, 18, bold=True),
        _text(12, 45, NOTE, 12, colour="#5f6b7a"),
    ]
    for widget in body["widgets"]:
        parts += _widget(widget)
    return "\n".join([*parts, "</svg>", ""])


def _widget(widget: Mapping[str, Any]) -> Iterator[str]:
    x, y = widget["x"] * CELL + GAP, HEAD + widget["y"] * ROW + GAP
    width, height = widget["width"] * CELL - GAP, widget["height"] * ROW - GAP
    yield f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="4" fill="#ffffff" stroke="#d1d5db"/>'
    properties = widget["properties"]
    if widget["type"] == "text":
        yield from _markdown(x, y, properties["markdown"])
        return
    lines = [line for line in properties["metrics"] if _option(line, "visible", True)]
    unit = properties.get("yAxis", {}).get("left", {}).get("label", "")
    title = _wrapped(properties["title"], width - 24 - _width(unit, 11), 13)
    for number, text in enumerate(title):
        yield _text(x + 8, y + 16 + number * TITLE_LINE, text, 13, bold=True)
    yield f'<g text-anchor="end">{_text(x + width - 8, y + 16, unit, 11, colour="#5f6b7a")}</g>'
    column = min(width - 16, max(_width(text, LEGEND_SIZE) for text in (MORE, *map(_label, lines))) + 26)
    columns = max(1, int((width - 16) // column))
    room = max(1, (height // 2) // LEGEND_LINE) * columns
    shown = lines if len(lines) <= room else lines[: room - 1]
    rows = math.ceil(min(len(lines), room) / columns)
    bottom = y + height - rows * LEGEND_LINE - 8
    top = y + 26 + (len(title) - 1) * TITLE_LINE
    yield f'<path d="M{x + 8} {bottom} H{x + width - 8}" stroke="#9ca3af" fill="none"/>'
    for number, line in enumerate(shown):
        colour = COLOURS[number % len(COLOURS)]
        yield _wave(x + 8, top, width - 16, bottom - top - 6, number, len(shown), colour)
        yield from _legend(x + 8, bottom + 12, number, columns, column, _label(line), colour)
    if len(shown) < len(lines):
        more = f"and {len(lines) - len(shown)} more"
        yield from _legend(x + 8, bottom + 12, len(shown), columns, column, more, "#ffffff")


def _wave(x: float, y: float, width: float, height: float, number: int, count: int, colour: str) -> str:
    """The same wave for every line, one below the other."""
    middle, swing = y + height * (number + 1) / (count + 1), min(6.0, height / (count + 1) / 2)
    points = " ".join(
        f"{x + step * width / 40:.1f},{middle + swing * math.sin(step * math.pi / 5):.1f}" for step in range(41)
    )
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-opacity="0.6" stroke-dasharray="5 4"/>'


def _legend(x: float, y: float, number: int, columns: int, column: float, label: str, colour: str) -> Iterator[str]:
    left, top = x + number % columns * column, y + number // columns * LEGEND_LINE
    yield f'<rect x="{left}" y="{top - 8}" width="8" height="8" fill="{colour}"/>'
    yield _text(left + 12, top, _fitting(label, column - 16, LEGEND_SIZE), LEGEND_SIZE, colour="#374151")


def _markdown(x: float, y: float, markdown: str) -> Iterator[str]:
    below = y
    for line in markdown.splitlines():
        level = len(line) - len(line.lstrip("#"))
        size = {0: 13, 1: 20, 2: 16}.get(level, 14)
        below += size + 7
        yield _text(x + 8, below, line.lstrip("# "), size, bold=level > 0)


def _text(x: float, y: float, text: str, size: int, *, bold: bool = False, colour: str = "#16191f") -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}"{weight} fill="{colour}">{escape(text)}</text>'


def _width(text: str, size: int) -> float:
    """The width of a text; a letter is taken to be 0.56 of its size wide."""
    return len(text) * size * 0.56


def _wrapped(text: str, width: float, size: int) -> list[str]:
    """A text in lines that fit, two at most; the second is cut where it is still too long."""
    first, *rest = textwrap.wrap(text, max(1, int(width / (size * 0.56)))) or [""]
    return [first, _fitting(" ".join(rest), width, size)] if rest else [first]


def _fitting(text: str, width: float, size: int) -> str:
    """The text, cut where it would run out of its place."""
    most = int(width / (size * 0.56))
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _label(line: list[Any]) -> str:
    return str(_option(line, "label", line[1] if len(line) > 1 else "expression"))


def _option(line: list[Any], key: str, default: Any) -> Any:
    return line[-1].get(key, default) if isinstance(line[-1], dict) else default


def drawn(stack: Mapping[str, Any]) -> dict[str, str]:
    """Yield file name and SVG of each dashboard in the Terraform JSON of a stack."""
    found = stack.get("resource", {}).get("aws_cloudwatch_dashboard", {})
    return {f"{key}.svg": draw(_plain(item), json.loads(item["dashboard_body"])) for key, item in found.items()}


def _plain(dashboard: Mapping[str, Any]) -> str:
    return re.sub(r"^dashboard-", "", str(dashboard["dashboard_name"]))


def main(folder: Path) -> None:
    from generator.synthesis.synthesize import synthesize
    from generator.validation.load import load_environment

    with tempfile.TemporaryDirectory() as scratch:
        (file,) = synthesize([load_environment({"environmentSuffix": "example"})], Path(scratch) / "out")
        pictures = drawn(json.loads(file.read_text(encoding="utf-8")))
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        (folder / name).write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
