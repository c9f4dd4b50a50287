"""The second wall around the database: a network ACL that knows no state and lets PostgreSQL through, nothing else."""

from __future__ import annotations

from typing import Any

from generator.aws.aurora import PORT
from generator.builders.network.subnets import SubnetIds
from generator.planning.naming import Naming
from generator.planning.subnet_cidrs import subnet_blocks
from generator.spec.model.network import Network
from generator.stack_plan import Scope, aws, step

FIRST_RULE = 100
STEP = 10
# The ports from which clients call and to which answers go.
EPHEMERAL = (1024, 65535)


@step
def isolate_database(scope: Scope, network: Network, naming: Naming, *, vpc_id: str, subnets: SubnetIds) -> None:
    """Only the private subnets come in, on the database's port; only answers to them go out."""
    blocks = subnet_blocks(network, "private")
    aws.NetworkAcl(
        scope,
        "network-acl-database",
        vpc_id=vpc_id,
        subnet_ids=list(subnets["database"]),
        ingress=[_line(aws.NetworkAclIngress, index, block, PORT, PORT) for index, block in enumerate(blocks)],
        egress=[_line(aws.NetworkAclEgress, index, block, *EPHEMERAL) for index, block in enumerate(blocks)],
        tags={"Name": naming.name("network-acl", "database")},
    )


def _line(line_class: Any, index: int, block: str, from_port: int, to_port: int) -> Any:
    return line_class(
        rule_no=FIRST_RULE + STEP * index,
        action="allow",
        protocol="tcp",
        cidr_block=block,
        from_port=from_port,
        to_port=to_port,
    )
