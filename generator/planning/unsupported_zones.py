"""Find the zones that lack a service which an environment uses."""

from __future__ import annotations

from collections.abc import Mapping

from generator.aws.availability_zones import DIRECT_VPC_LINK, RDS_PROXY, ZONES_WITHOUT
from generator.planning.plan_steps import step
from generator.spec.model import Environment


@step
def unsupported_zones(env: Environment) -> Mapping[str, tuple[str, ...]]:
    """Return the services that are missing in a zone, by the id of the zone."""
    used = {RDS_PROXY: env.database.proxy.enabled, DIRECT_VPC_LINK: env.api.vpc_link == "direct"}
    lacking: dict[str, tuple[str, ...]] = {}
    for service, zones in ZONES_WITHOUT.get(env.aws_region, {}).items():
        for zone in zones if used[service] else ():
            lacking[zone] = (*lacking.get(zone, ()), service)
    return lacking
