"""API Gateway takes a method of a path once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "API002"
LEVEL = "error"
SUMMARY = "two routes have the same method and path"
SOURCE = "API Gateway API reference, PutMethod"


def check(env: Environment) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for route in env.api.routes:
        # What a parameter is called makes no difference to a request.
        key = (route.method, re.sub(r"\{\w+\}", "{}", route.path))
        if key in first:
            message = f"{route.method} {route.path} is already taken by route {first[key]!r}: change one or remove one"
            yield Finding(CODE, route.pointer / "path", message)
        first.setdefault(key, route.name)
