"""Format schemas/*.json: `python -m scripts.format_schemas`, as `make format` runs it.

What fits in a line stands in one, but for what has a description: that is read key by key.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from generator.spec.schema import FOLDER

WIDTH = 120


def formatted(value: Any, indent: int = 0, before: int = 0) -> str:
    """Return plain data as JSON; `before` is the length of what stands in the line already."""
    text = json.dumps(value, ensure_ascii=False)
    is_read_by_key = isinstance(value, dict) and ("description" in value or "$schema" in value)
    # A comma may follow.
    if not value or not isinstance(value, dict | list) or (not is_read_by_key and before + len(text) < WIDTH):
        return text
    inner = " " * (indent + 2)
    if isinstance(value, list):
        parts = [f"{inner}{formatted(item, indent + 2, indent + 2)}" for item in value]
    else:
        keys = {key: f"{inner}{json.dumps(key, ensure_ascii=False)}: " for key in value}
        parts = [f"{start}{formatted(value[key], indent + 2, len(start))}" for key, start in keys.items()]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    body = ",\n".join(parts)
    return f"{opening}\n{body}\n{' ' * indent}{closing}"


def stale() -> dict[str, str]:
    """Return the text that each file should have and has not, by name."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.json"))}
    wanted = {name: f"{formatted(json.loads(text))}\n" for name, text in texts.items()}
    return {name: text for name, text in wanted.items() if text != texts[name]}


def main() -> int:
    for name, text in stale().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(FOLDER / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
