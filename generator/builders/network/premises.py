"""The ways between this stack and the premises during a migration: single addresses and ports, nothing wider."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.aws.aurora import PORT
from generator.builders.network.security_groups import security_group
from generator.planning.migration import Peers
from generator.planning.naming import Naming
from generator.planning.references import RouteTableId, SecurityGroupId
from generator.stack_plan import Scope, aws, step

QUALIFIER = "on-premises"
PURPOSE = "Functions that call on-premises: out to its relay targets and its database"


@step
def build_premises_group(
    scope: Scope, naming: Naming, peers: Peers, *, vpc_id: str, database: SecurityGroupId, after: Sequence[Any]
) -> SecurityGroupId:
    """Build the security group of the functions that call on-premises, and the ways of the database there and back."""
    group = security_group(scope, naming, QUALIFIER, PURPOSE, vpc_id, after)
    for address in peers.relay:
        _way(scope, "egress", QUALIFIER, "payments", group, address, peers.relay_port, "Payments, to on-premises")
    for address in peers.database:
        port = peers.database_port
        _way(scope, "egress", QUALIFIER, "database", group, address, port, "Replication, to the database on-premises")
        if peers.replicated:
            what = "Replication, from Aurora to the database on-premises"
            _way(scope, "egress", "database", QUALIFIER, database, address, port, what)
        if peers.fallback:
            what = "Replication, from the database on-premises to Aurora"
            _way(scope, "ingress", "database", QUALIFIER, database, address, PORT, what)
    return group


def _way(
    scope: Scope, direction: str, of: str, peer: str, group: SecurityGroupId, address: str, port: int, what: str
) -> None:
    rule = aws.VpcSecurityGroupEgressRule if direction == "egress" else aws.VpcSecurityGroupIngressRule
    rule(
        scope,
        f"{of}-{direction}-{peer}-{address.replace('.', '-')}",
        security_group_id=group,
        cidr_ipv4=f"{address}/32",
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        description=what,
    )


@step
def route_database(
    scope: Scope, peers: Peers, table: RouteTableId, *, transit_gateway_id: str | None, vpn_gateway_id: str | None
) -> None:
    """Route from the database's subnets to the database on-premises, which replicates with it, and to no other host."""
    for address in peers.database if peers.replicated else ():
        aws.Route(
            scope,
            f"route-database-{address.replace('.', '-')}",
            route_table_id=table,
            destination_cidr_block=f"{address}/32",
            transit_gateway_id=transit_gateway_id,
            gateway_id=None if transit_gateway_id else vpn_gateway_id,
            depends_on=[scope.construct("transit-gateway-attachment")] if transit_gateway_id else None,
            # A VPC has one gateway at a time: it must not be told to create its successor first.
            lifecycle=None if transit_gateway_id else {"create_before_destroy": False},
        )
