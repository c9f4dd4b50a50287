"""The burst is how many calls may be let through at once: a small one refuses calls long before the rate does."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "API083"
LEVEL = "warning"
SUMMARY = "the burst is so small that the rate cannot be reached"
SOURCE = "API Gateway developer guide, Throttle requests to your REST APIs"

TENTH = 10


def check(env: Environment) -> Iterator[Finding]:
    throttle = env.api.throttle
    if throttle.burst * TENTH < throttle.requests_per_second:
        message = f"a burst of {throttle.burst} lets no {throttle.requests_per_second} calls a second pass"
        remedy = f"set it to {-(-throttle.requests_per_second // TENTH)} or more"
        yield Finding(CODE, throttle.pointer / "burst", f"{message}: {remedy}")
