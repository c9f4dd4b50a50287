"""The availability zones: their names, and a look at the account's own letters before anything is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.aws.availability_zones import is_zone_id
from generator.spec.model.network import Network
from generator.stack_plan import Postcondition, Scope, TerraformResourceLifecycle, aws, step


@step
def build_zones(
    scope: Scope, network: Network, region: str, *, unsupported: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the names of the zones. What a zone's letter stands for in the account is asked where it matters.

    `unsupported`: the ids of zones in which services that are used are missing. A plan then fails, and nothing is made.
    """
    return tuple(_zone(scope, zone, region, unsupported) for zone in network.zones)


def _zone(scope: Scope, zone: str, region: str, unsupported: Mapping[str, tuple[str, ...]]) -> str:
    if is_zone_id(zone):
        return str(aws.DataAwsAvailabilityZone(scope, f"zone-{zone}", zone_id=zone).name)
    name = f"{region}{zone}"
    if unsupported:
        aws.DataAwsAvailabilityZone(scope, f"zone-{zone}", name=name, lifecycle=_elsewhere(name, unsupported))
    return name


def _elsewhere(name: str, unsupported: Mapping[str, tuple[str, ...]]) -> Any:
    conditions = [
        Postcondition(
            condition=f'${{self.zone_id != "{zone_id}"}}',
            error_message=(
                f"{name} is {zone_id} in this account, where AWS has no {' and no '.join(services)}: take another zone "
                "in network.zones, or name zones by their ids (aws ec2 describe-availability-zones tells both)"
            ),
        )
        for zone_id, services in unsupported.items()
    ]
    return TerraformResourceLifecycle(postcondition=conditions)
