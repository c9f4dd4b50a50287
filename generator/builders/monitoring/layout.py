"""Place widgets on the grid: side by side while there is room, then in a new row below the tallest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

COLUMNS = 24


def place_widgets(widgets: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the widgets with x and y. They keep their order and never overlap."""
    result, x, y, tallest = [], 0, 0, 0
    for widget in widgets:
        if x + widget["width"] > COLUMNS:
            x, y, tallest = 0, y + tallest, 0
        result.append({**widget, "x": x, "y": y})
        x, tallest = x + widget["width"], max(tallest, widget["height"])
    return result
