"""A value over its tier's size is refused in the middle of an apply."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "PAR003"
LEVEL = "error"
SUMMARY = "a parameter is larger than its tier allows"
SOURCE = "Systems Manager user guide, Managing parameter tiers"

BYTES = {"Standard": 4096, "Advanced": 8192, "Intelligent-Tiering": 8192}


def check(env: Environment) -> Iterator[Finding]:
    for parameter in env.parameters:
        size = len((parameter.value or "").encode())
        if size > BYTES[parameter.tier]:
            message = f"the value has {size} bytes, {parameter.tier} holds {BYTES[parameter.tier]}"
            yield Finding(CODE, parameter.pointer / "value", f"{message}: shorten it, or take tier Advanced (8192)")
