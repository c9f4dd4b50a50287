"""A zone that the region does not have fails when the first subnet is made."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.availability_zones import ZONE_ID_PREFIXES, ZONES, is_zone_id
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET003"
LEVEL = "error"
SUMMARY = "the region has no such availability zone"
SOURCE = "generator/aws/availability_zones.py"


def check(env: Environment) -> Iterator[Finding]:
    letters = ZONES.get(env.aws_region)
    if letters is None:
        return
    prefix = f"{ZONE_ID_PREFIXES[env.aws_region]}-az"
    for index, zone in enumerate(env.network.zones):
        at = env.network.pointer / "zones" / index
        if is_zone_id(zone):
            if not zone.startswith(prefix):
                yield Finding(
                    CODE, at, f"{env.aws_region} has no zone {zone!r}: the ids of its zones begin with {prefix}"
                )
        elif zone not in letters:
            yield Finding(CODE, at, f"{env.aws_region} has no zone {zone!r}: it has {', '.join(letters)}")
