"""The part of a synthesized stack that some resources need: they, and whatever they refer to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

REFERENCE = re.compile(r"\b(?:(data)\.)?(aws_[a-z0-9_]+)\.([A-Za-z0-9_-]+)|\blocal\.([A-Za-z0-9_-]+)")
Key = tuple[str, str, str]


def part_of(stack: Mapping[str, Any], roots: Iterable[Key]) -> dict[str, Any]:
    """Return the stack with what the roots need; a key is a section, a type and a name."""
    needed: dict[Key, Any] = {}
    waiting = list(roots)
    while waiting:
        key = waiting.pop()
        if key not in needed:
            needed[key] = _found(stack, key)
            waiting += _references(needed[key])
    part: dict[str, Any] = {key: stack[key] for key in ("terraform", "provider")}
    for (section, kind, name), body in needed.items():
        place = part.setdefault(section, {})
        (place.setdefault(kind, {}) if kind else place)[name] = body
    return part


def _found(stack: Mapping[str, Any], key: Key) -> Any:
    section, kind, name = key
    return stack[section][kind][name] if kind else stack[section][name]


def _references(body: Any) -> list[Key]:
    found = REFERENCE.findall(json.dumps(body))
    return [
        ("locals", "", local) if local else ("data" if data else "resource", kind, name)
        for data, kind, name, local in found
    ]
