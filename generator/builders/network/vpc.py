"""The VPC itself, with the security group that AWS puts into each VPC closed."""

from __future__ import annotations

from typing import Any

from generator.planning.naming import Naming
from generator.spec.model.network import Network
from generator.stack_plan import Scope, aws, step


@step
def build_vpc(scope: Scope, network: Network, naming: Naming) -> Any:
    """Build the VPC, with DNS names for the interface endpoints."""
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
