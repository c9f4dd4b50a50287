"""A zone that the region does not have fails when the first subnet is made."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.zones import ZONES
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET003"
LEVEL = "error"
SUMMARY = "the region has no such availability zone"
SOURCE = "generator/aws/zones.py"


def check(env: Environment) -> Iterator[Finding]:
    letters = ZONES.get(env.aws_region)
    if letters is None:
        return
    for index, letter in enumerate(env.network.zones):
        if letter not in letters:
            message = f"{env.aws_region} has no zone {letter!r}: it has {', '.join(letters)}"
            yield Finding(CODE, env.network.pointer / "zones" / index, message)
