"""Format values as an author would write them."""

from __future__ import annotations

import json
from typing import Any


def shown(value: Any) -> str:
    """Return a value as it would be written in a file, cut to a readable length."""
    if isinstance(value, dict | list):
        kind = "the map" if isinstance(value, dict) else "the list"
        return f"{kind} {_cut(json.dumps(value, ensure_ascii=False, default=str))}"
    return _cut(json.dumps(value, ensure_ascii=False, default=str))


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
