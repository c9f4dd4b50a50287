"""The way to the systems on-premises, which stand behind a colour during the migration."""

from __future__ import annotations

from dataclasses import dataclass

from generator.builders.network.routes import Routes
from generator.builders.network.subnets import SubnetIds
from generator.planning.naming import Naming
from generator.spec.model.network import Network, OnPremises
from generator.stack_plan import Scope, aws, step


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkExports:
    """Where the other side is attached; both None where there is none."""

    vpn_gateway_id: str | None = None
    transit_gateway_attachment_id: str | None = None


@step
def build_on_premises_link(
    scope: Scope, network: Network, naming: Naming, *, vpc_id: str, subnets: SubnetIds, routes: Routes
) -> LinkExports:
    """Routes of the private tier through the transit gateway, or through a gateway of the VPC's own."""
    remote = network.on_premises
    if remote is None:
        return LinkExports()
    if remote.transit_gateway_id is None:
        return LinkExports(vpn_gateway_id=_learned(scope, naming, vpc_id, routes))
    attachment = _through_transit_gateway(scope, naming, remote, remote.transit_gateway_id, vpc_id, subnets, routes)
    return LinkExports(transit_gateway_attachment_id=attachment)


def _learned(scope: Scope, naming: Naming, vpc_id: str, routes: Routes) -> str:
    name = naming.name("vpn-gateway")
    gateway = aws.VpnGateway(scope, "vpn-gateway", vpc_id=vpc_id, tags={"Name": name})
    for letter, table in routes.private.items():
        aws.VpnGatewayRoutePropagation(
            scope, f"vpn-gateway-propagation-{letter}", vpn_gateway_id=gateway.id, route_table_id=table
        )
    return str(gateway.id)


def _through_transit_gateway(
    scope: Scope,
    naming: Naming,
    remote: OnPremises,
    gateway_id: str,
    vpc_id: str,
    subnets: SubnetIds,
    routes: Routes,
) -> str:
    attachment = aws.Ec2TransitGatewayVpcAttachment(
        scope,
        "transit-gateway-attachment",
        transit_gateway_id=gateway_id,
        vpc_id=vpc_id,
        subnet_ids=list(subnets["private"]),
        tags={"Name": naming.name("transit-gateway-attachment")},
    )
    for letter, table in routes.private.items():
        for block in remote.cidrs:
            aws.Route(
                scope,
                f"route-private-{letter}-{block.replace('.', '-').replace('/', '_')}",
                route_table_id=table,
                destination_cidr_block=block,
                transit_gateway_id=gateway_id,
                depends_on=[attachment],
            )
    return str(attachment.id)
