"""Draw the bars of the benchmark as SVG: seconds an environment, on a logarithmic scale."""

from __future__ import annotations

import math
from collections.abc import Sequence

COLOURS = {"stock": "#b4532a", "payinfra": "#1f6f8b", "twin": "#6b8e23"}
WIDTH, BAR, LEFT, TOP = 720, 18, 150, 50
LOW, HIGH = 0.01, 100.0


def plot(bars: Sequence[tuple[str, int, float]]) -> str:
    """Return groups of bars, one group for each number of environments."""
    parts, y, last = [], TOP, 0
    for what, environments, seconds in bars:
        y += 14 if environments != last and last else 0
        label = f"{environments} environment{'s' if environments > 1 else ''}, {what}"
        parts.append(_text(LEFT - 8, y + 13, label, "end"))
        length = _x(seconds) - LEFT
        parts.append(f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR - 4}" fill="{COLOURS[what]}"/>')
        parts.append(_text(LEFT + length + 6, y + 12, f"{seconds:.2f} s", "start"))
        y, last = y + BAR, environments
    lines = [
        f'<line x1="{_x(tick):.1f}" y1="{TOP - 8}" x2="{_x(tick):.1f}" y2="{y}" stroke="#ccc"/>'
        + _text(_x(tick), TOP - 12, f"{tick:g} s", "middle")
        for tick in (0.01, 0.1, 1, 10, 100)
    ]
    size = f'viewBox="0 0 {WIDTH} {y + 20}" font-family="sans-serif" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    title = _text(LEFT, 18, "Seconds an environment, whole process, warm caches (shorter is better)", "start")
    back = f'<rect width="{WIDTH}" height="{y + 20}" fill="white"/>'
    return "\n".join([head, back, title, *lines, *parts, "</svg>"]) + "\n"


def _x(seconds: float) -> float:
    share = math.log10(max(seconds, LOW) / LOW) / math.log10(HIGH / LOW)
    return LEFT + share * (WIDTH - LEFT - 90)


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'
