"""Three tiers of subnets, each in every zone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.planning.naming import Naming
from generator.planning.references import SubnetId
from generator.planning.subnet_cidrs import TIERS, Tier, subnet_blocks
from generator.spec.model.network import Network
from generator.stack_plan import Scope, aws, step

SubnetIds = dict[Tier, tuple[SubnetId, ...]]


@step
def build_subnets(
    scope: Scope,
    network: Network,
    naming: Naming,
    *,
    vpc_id: str,
    zones: tuple[str, ...],
    private_after: Sequence[Any],
) -> SubnetIds:
    """Build the subnets; return those of each tier in the order of the zones. None assigns public addresses."""
    return {
        tier: tuple(
            _subnet(scope, naming, tier, letter, vpc_id, zone, block, private_after if tier == "private" else ())
            for letter, zone, block in zip(network.zones, zones, subnet_blocks(network, tier), strict=True)
        )
        for tier in TIERS
    }


def _subnet(
    scope: Scope,
    naming: Naming,
    tier: Tier,
    letter: str,
    vpc_id: str,
    zone: str,
    block: str,
    after: Sequence[Any],
) -> SubnetId:
    subnet = aws.Subnet(
        scope,
        f"subnet-{tier}-{letter}",
        vpc_id=vpc_id,
        availability_zone=zone,
        cidr_block=block,
        map_public_ip_on_launch=False,
        depends_on=list(after) or None,
        tags={"Name": naming.name("subnet", f"{tier}-{letter}"), "Tier": tier},
    )
    return SubnetId(subnet.id)
