"""Network access between this stack and on-premises during a migration: single addresses and ports, nothing wider."""

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
def build_migration_security_group(
    scope: Scope, naming: Naming, peers: Peers, *, vpc_id: str, database: SecurityGroupId, after: Sequence[Any]
) -> SecurityGroupId:
    """Build the security group of the functions that call on-premises, and the rules of the database there and back."""
    group = security_group(scope, naming, QUALIFIER, PURPOSE, vpc_id, after)
    for address in peers.relay:
        _host_rule(scope, "egress", QUALIFIER, "payments", group, address, peers.relay_port, "Payments, to on-premises")
    for address in peers.database:
        port = peers.database_port
        _host_rule(
            scope, "egress", QUALIFIER, "database", group, address, port, "Replication, to the database on-premises"
        )
        if peers.replicated:
            description = "Replication, from Aurora to the database on-premises"
            _host_rule(scope, "egress", "database", QUALIFIER, database, address, port, description)
        if peers.fallback:
            description = "Replication, from the database on-premises to Aurora"
            _host_rule(scope, "ingress", "database", QUALIFIER, database, address, PORT, description)
    return group


def _host_rule(
    scope: Scope,
    direction: str,
    group_qualifier: str,
    peer: str,
    group: SecurityGroupId,
    address: str,
    port: int,
    description: str,
) -> None:
    rule = aws.VpcSecurityGroupEgressRule if direction == "egress" else aws.VpcSecurityGroupIngressRule
    rule(
        scope,
        f"{group_qualifier}-{direction}-{peer}-{address.replace('.', '-')}",
        security_group_id=group,
        cidr_ipv4=f"{address}/32",
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        description=description,
    )


@step
def build_database_routes(
    scope: Scope, peers: Peers, table: RouteTableId, *, transit_gateway_id: str | None, vpn_gateway_id: str | None
) -> None:
    """Build the routes from the database's subnets to the database on-premises that it replicates with, and no other
    host.
    """
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
