"""A letter stands for another zone in each account: beside zone ids, the same zone may be named twice."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.availability_zones import is_zone_id
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET041"
LEVEL = "error"
SUMMARY = "zones are named by letters and by ids"
SOURCE = "AWS RAM user guide, Availability Zone IDs for your AWS resources"


def check(env: Environment) -> Iterator[Finding]:
    zones = env.network.zones
    if 0 < sum(map(is_zone_id, zones)) < len(zones):
        message = "letters and ids can mean the same zone: name all three by their letters, or all by their ids"
        yield Finding(CODE, env.network.pointer / "zones", message)
