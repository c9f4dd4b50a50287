"""The link to the systems on-premises, which are targets during a migration and whose callers stay there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.builders.network.direct_connect import associate_direct_connect
from generator.builders.network.resolver import build_resolver
from generator.builders.network.routes import Routes
from generator.builders.network.subnets import SubnetIds
from generator.builders.network.vpn import Gateway, VpnExports, build_vpn
from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.spec.model.network import Network, OnPremises
from generator.stack_plan import Scope, aws, step


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkExports:
    """Where the other side is attached, None where there is none; VPN connections by customer gateway; for the
    addresses of the inbound resolver an expression."""

    vpn_gateway_id: str | None = None
    transit_gateway_attachment_id: str | None = None
    vpn: Mapping[str, VpnExports] = field(default_factory=dict)
    resolver_addresses: str | None = None


@step
def build_on_premises_link(
    scope: Scope, network: Network, naming: Naming, *, vpc_id: str, subnets: SubnetIds, routes: Routes, log_key: Arn
) -> LinkExports:
    """Routes of the private tier through the transit gateway, or through a virtual private gateway; the VPN and the
    Direct Connect that lead to it, and the names across it."""
    remote = network.on_premises
    if remote is None:
        return LinkExports()
    resolver = build_resolver(scope, remote, naming, vpc_id=vpc_id, subnets=subnets["private"])
    if remote.transit_gateway_id is not None:
        attachment = _through_transit_gateway(scope, naming, remote, remote.transit_gateway_id, vpc_id, subnets, routes)
        gateway = Gateway(transit_gateway_id=remote.transit_gateway_id)
    else:
        attachment, gateway = None, _learned(scope, naming, remote, vpc_id, routes)
    associate_direct_connect(scope, network, remote.direct_connect, gateway=gateway)
    return LinkExports(
        vpn_gateway_id=gateway.vpn_gateway_id,
        transit_gateway_attachment_id=attachment,
        vpn=build_vpn(scope, remote, naming, gateway=gateway, log_key=log_key),
        resolver_addresses=resolver,
    )


def _learned(scope: Scope, naming: Naming, remote: OnPremises, vpc_id: str, routes: Routes) -> Gateway:
    """A gateway whose routes the private tables learn: by BGP, from a Direct Connect, and static ones of a VPN."""
    gateway = _virtual_gateway(scope, naming, remote, vpc_id)
    for letter, table in routes.private.items():
        aws.VpnGatewayRoutePropagation(
            scope,
            f"vpn-gateway-propagation-{letter}",
            vpn_gateway_id=gateway.vpn_gateway_id,
            route_table_id=table,
            depends_on=list(gateway.attachments) or None,
        )
    return gateway


def _virtual_gateway(scope: Scope, naming: Naming, remote: OnPremises, vpc_id: str) -> Gateway:
    existing = remote.vpn_gateway_id
    if existing is not None:
        attachment = aws.VpnGatewayAttachment(scope, "vpn-gateway-attachment", vpn_gateway_id=existing, vpc_id=vpc_id)
        return Gateway(vpn_gateway_id=existing, attachments=(attachment,))
    built = aws.VpnGateway(
        scope,
        "vpn-gateway",
        vpc_id=vpc_id,
        amazon_side_asn=None if remote.amazon_asn is None else str(remote.amazon_asn),
        tags={"Name": naming.name("vpn-gateway")},
    )
    return Gateway(vpn_gateway_id=built.id)


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
