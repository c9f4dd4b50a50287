"""Write the page: one HTML file with its style, its script and its data, which needs no server and no network."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "explorer"


# In the place of an environment's own name, so that what two of them have alike is kept once. No spec can hold it.
NAME = "\u0001"
# What is kept once: lists whose items are alike in many environments.
_LISTS = ("resources", "controls", "dashboards", "findings", "files")


def page(environments: Sequence[dict[str, Any]]) -> str:
    """Return the page over some environments. Their data is compressed: a hundred are a few megabytes."""
    names = ", ".join(environment["stack"] for environment in environments)
    text = _plain(shared(environments))
    # Without a time stamp, so that the same specs give the same page.
    data = base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
    parts = {"style": "explorer.css", "script": "explorer.js"}
    read = {name: (TEMPLATES / file).read_text(encoding="utf-8") for name, file in parts.items()}
    frame = (TEMPLATES / "explorer.html").read_text(encoding="utf-8")
    for name, content in {"title": html.escape(names), **read, "data": data}.items():
        frame = frame.replace(f"%{name}%", content)
    return frame


def shared(environments: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the data with each item of a list as a number in one list of texts, which all environments share."""
    parts: dict[str, int] = {}

    def number(item: Any, name: str) -> int:
        # The word as it is, looked for by its letters first: a boundary in front would be tried everywhere.
        word = re.escape(name)
        text = re.sub(rf"{word}\b(?<!\w{word})", NAME, _plain(item))
        return parts.setdefault(text, len(parts))

    numbered = [
        {**one, **{key: [number(item, one["name"]) for item in one[key]] for key in _LISTS}} for one in environments
    ]
    return {"parts": list(parts), "environments": numbered}


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
