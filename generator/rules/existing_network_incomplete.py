"""A spec for an existing VPC must name its subnets; without such a VPC, ids of subnets would be ignored."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET060"
LEVEL = "error"
SUMMARY = "an existing VPC lacks its subnets, or subnets their VPC"
SOURCE = "VPC user guide, Subnets for your VPC"


def check(env: Environment) -> Iterator[Finding]:
    network, ids = env.network, env.network.subnet_ids
    tiers = {"private": ids.private, "database": ids.database}
    if network.vpc_id is not None:
        missing = " and ".join(tier for tier, subnets in tiers.items() if subnets is None)
        if missing:
            message = f"add the three subnets that are {missing} to 'network.subnetIds', in the order of the zones"
            yield Finding(CODE, network.pointer / "vpcId", message)
        return
    given = {
        "subnetIds": any(tiers.values()),
        "routeTableIds": network.route_table_ids,
        "endpointIds": network.endpoint_ids,
    }
    for key in (key for key, value in given.items() if value):
        message = f"{key!r} belong to a VPC that others keep: name it in 'network.vpcId', or drop them"
        yield Finding(CODE, network.pointer / key, message)
