"""Autoscaling moves capacity between two bounds and refuses them when they are the wrong way round."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DDB008"
LEVEL = "error"
SUMMARY = "the least capacity is more than the most"
SOURCE = "Application Auto Scaling API reference, RegisterScalableTarget"


def check(env: Environment) -> Iterator[Finding]:
    for table in env.tables:
        for owner in table.with_own_capacity():
            for capacity in (owner.read_capacity, owner.write_capacity):
                if capacity.minimum > capacity.maximum:
                    message = (
                        f"the minimum {capacity.minimum} is over the maximum {capacity.maximum} of {owner.name!r}: "
                        "lower it, or raise 'maximum'"
                    )
                    yield Finding(CODE, capacity.pointer / "minimum", message)
