"""The VPC: three zones with public, private and isolated database subnets, and the ways in and out of them."""

from __future__ import annotations

from dataclasses import dataclass

from generator.refs import SecurityGroupId, SubnetId, VpcId


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkExports:
    """Subnets in the order of the zones. Functions and the balancer get their security groups here, so that the tiers
    can name each other without a cycle."""

    vpc_id: VpcId
    vpc_cidr: str
    zones: tuple[str, ...]
    public_subnet_ids: tuple[SubnetId, ...]
    private_subnet_ids: tuple[SubnetId, ...]
    database_subnet_ids: tuple[SubnetId, ...]
    private_cidrs: tuple[str, ...]
    function_security_group_id: SecurityGroupId
    balancer_security_group_id: SecurityGroupId
    database_security_group_id: SecurityGroupId
    endpoint_ids: dict[str, str]
