"""The second wall around the database: a network ACL that knows no state and lets PostgreSQL through, nothing else.

During a migration it knows one more peer, by its full address: the database on-premises.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.aws.aurora import PORT
from generator.builders.network.subnets import SubnetIds
from generator.planning.migration import Peers
from generator.planning.naming import Naming
from generator.planning.subnet_cidrs import subnet_blocks
from generator.spec.model.network import Network
from generator.stack_plan import Scope, aws, step

FIRST_RULE = 100
STEP = 10
Line = tuple[str, int, int]
# The ports from which clients call and to which answers go.
EPHEMERAL = (1024, 65535)


@step
def build_database_network_acl(
    scope: Scope, network: Network, naming: Naming, *, vpc_id: str, subnets: SubnetIds, peers: Peers | None = None
) -> None:
    """Build the ACL: the private subnets on the database's port come in, and only answers to them go out."""
    blocks = subnet_blocks(network, "private")
    into = [*((block, PORT, PORT) for block in blocks), *_answers(peers)]
    out = [*((block, *EPHEMERAL) for block in blocks), *_calls(peers)]
    aws.NetworkAcl(
        scope,
        "network-acl-database",
        vpc_id=vpc_id,
        subnet_ids=list(subnets["database"]),
        ingress=[_line(aws.NetworkAclIngress, index, *line) for index, line in enumerate(into)],
        egress=[_line(aws.NetworkAclEgress, index, *line) for index, line in enumerate(out)],
        tags={"Name": naming.name("network-acl", "database")},
    )


def _answers(peers: Peers | None) -> Iterator[Line]:
    """What comes from the database on-premises: its answers, and with fallback its calls, whose port is among these."""
    for address in peers.database if peers and peers.replicated else ():
        yield f"{address}/32", *EPHEMERAL


def _calls(peers: Peers | None) -> Iterator[Line]:
    """Traffic to there: calls, and with fallback answers to its own, the calls' port among them."""
    if peers is None or not peers.replicated:
        return
    ports = EPHEMERAL if peers.fallback else (peers.database_port, peers.database_port)
    for address in peers.database:
        yield f"{address}/32", *ports


def _line(line_class: Any, index: int, block: str, from_port: int, to_port: int) -> Any:
    return line_class(
        rule_no=FIRST_RULE + STEP * index,
        action="allow",
        protocol="tcp",
        cidr_block=block,
        from_port=from_port,
        to_port=to_port,
    )
