"""Format values as an author would write them."""

from __future__ import annotations

import json
from typing import Any

from generator.diagnostics.findings import one_line


def format_value(value: Any) -> str:
    """Return a value as it would be written in a file, cut to a readable length."""
    written = one_line(json.dumps(value, ensure_ascii=False, default=str))
    if isinstance(value, dict | list):
        return f"{'the map' if isinstance(value, dict) else 'the list'} {_cut(written)}"
    return _cut(written)


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
