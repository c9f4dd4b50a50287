"""The VPC itself, with the security group that AWS puts into each VPC closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.engine import aws
from generator.planning.naming import Naming
from generator.spec.model.network import Network

if TYPE_CHECKING:
    from constructs import Construct


def build_vpc(scope: Construct, network: Network, naming: Naming) -> Any:
    """The VPC, with names for the interface endpoints to answer to."""
    name = naming.name("vpc")
    vpc = aws.Vpc(
        scope,
        "vpc",
        cidr_block=network.cidr,
        enable_dns_support=True,
        enable_dns_hostnames=True,
        tags={"Name": name},
    )
    # Taken over without a rule: whatever is launched without a group of its own reaches nothing and is reached by none.
    aws.DefaultSecurityGroup(
        scope, "security-group-default", vpc_id=vpc.id, tags={"Name": naming.name("security-group", "default")}
    )
    return vpc
