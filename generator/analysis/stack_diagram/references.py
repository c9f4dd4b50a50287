"""Find the resources that a value refers to, and list names in few lines."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any


def references(value: Any, kind: str) -> list[str]:
    """Return the names of the resources of a kind to which any part of a value refers."""
    return sorted(set(re.findall(rf"(?<![\w.]){kind}\.([\w-]+)", json.dumps(value))))


def few(names: Sequence[str]) -> tuple[str, ...]:
    """Return the first names, and how many more there are."""
    return (*names[:4], f"and {len(names) - 4} more") if len(names) > 5 else tuple(names)


def rows(words: Sequence[str], width: int) -> tuple[str, ...]:
    """Return the words in lines of so many."""
    return tuple(", ".join(words[start : start + width]) for start in range(0, len(words), width))
