"""AWS leaves out of a proxy a subnet whose zone has none, and every later plan replaces the proxy."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.unsupported_zones import unsupported_zones
from generator.spec.model import Environment

CODE = "NET042"
LEVEL = "error"
SUMMARY = "a zone lacks a service that is used"
SOURCE = "generator/aws/availability_zones.py"


def check(env: Environment) -> Iterator[Finding]:
    avoided = unsupported_zones(env)
    for index, zone in enumerate(env.network.zones):
        if zone in avoided:
            message = f"AWS has no {' and no '.join(avoided[zone])} in {zone}: take another zone"
            yield Finding(CODE, env.network.pointer / "zones" / index, message)
