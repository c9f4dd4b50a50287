"""A minimum capacity above the maximum is refused by RDS in the middle of an apply."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS004"
LEVEL = "error"
SUMMARY = "the least capacity is more than the most"
SOURCE = "Aurora user guide, Setting the Aurora Serverless v2 capacity range"


def check(env: Environment) -> Iterator[Finding]:
    serverless = env.database.serverless
    low, high = serverless.minimum_capacity, serverless.maximum_capacity
    if low > high:
        message = f"the least, {low:g} ACUs, is more than the most, {high:g}: lower it, or raise 'maximumCapacity'"
        yield Finding(CODE, serverless.pointer / "minimumCapacity", message)
