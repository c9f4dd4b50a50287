"""Whoever may call the API could choose the side that is not released, or the one that was left."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "LBR050"
LEVEL = "warning"
SUMMARY = "callers choose the colour in production"
SOURCE = "generator/planning/throttling.py"


def check(env: Environment) -> Iterator[Finding]:
    balancer = env.load_balancer
    if env.production and balancer.colour_header_in_production and balancer.colour_header is not None:
        message = (
            f"every caller may send {balancer.colour_header!r}, whatever the weights: drop it once it is tried out"
        )
        yield Finding(CODE, balancer.pointer / "colourHeaderInProduction", message)
