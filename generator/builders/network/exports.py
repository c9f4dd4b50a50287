"""What other builders use of the network."""

from __future__ import annotations

from dataclasses import dataclass

from generator.builders.network.on_premises_link import LinkExports
from generator.planning.references import SecurityGroupId, SubnetId, VpcId


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkExports:
    """Subnets in the order of the zones. Functions and the balancer get their security groups here, so that the tiers
    can name each other without a cycle. `endpoint_ids` by service. `zones_qualifier` is for the names of what is
    replaced with a zone: it differs where the zones do, so that the successor has a name that is free."""

    vpc_id: VpcId
    zones: tuple[str, ...]
    private_subnet_ids: tuple[SubnetId, ...]
    database_subnet_ids: tuple[SubnetId, ...]
    function_security_group_id: SecurityGroupId
    balancer_security_group_id: SecurityGroupId
    database_security_group_id: SecurityGroupId
    endpoint_ids: dict[str, str]
    zones_qualifier: str
    link: LinkExports
    endpoints_security_group_id: SecurityGroupId
    premises_security_group_id: SecurityGroupId | None
