"""Write JSON as every report of ours does."""

from __future__ import annotations

import json


def json_text(plain: object) -> str:
    """Return plain data as indented JSON with every character as it is, and a newline at the end."""
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"
