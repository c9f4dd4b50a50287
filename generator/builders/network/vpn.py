"""Site-to-site VPN: a customer gateway and a connection for each device on-premises, with two logged tunnels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.aws.vpn import FIRST_EXTENDED_ASN, KEY_STORAGE, TUNNEL_OPTIONS, TUNNELS
from generator.builders.log_group import build_log_group
from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.spec.model.network import CustomerGateway, OnPremises, Vpn
from generator.stack_plan import Scope, aws, step


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """The gateway at AWS's end: one of the two. `attachments`: what must exist before its routes."""

    vpn_gateway_id: str | None = None
    transit_gateway_id: str | None = None
    attachments: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VpnExports:
    """One connection. `tunnels`: the public address of each end at AWS, by the number of the tunnel."""

    id: str
    tunnels: Mapping[int, str]
    key_secret_arn: str


@step
def build_vpn(
    scope: Scope, remote: OnPremises, naming: Naming, *, gateway: Gateway, log_key: Arn
) -> dict[str, VpnExports]:
    """Build the connections; by the name of the customer gateway."""
    vpn = remote.vpn
    if vpn is None:
        return {}
    return {
        device.name: _connection(scope.at(device), device, vpn, remote, naming, gateway, log_key)
        for device in vpn.customer_gateways
    }


@step
def _connection(
    scope: Scope,
    device: CustomerGateway,
    vpn: Vpn,
    remote: OnPremises,
    naming: Naming,
    gateway: Gateway,
    log_key: Arn,
) -> VpnExports:
    name = naming.name("vpn-connection", device.name)
    _, group = build_log_group(
        scope,
        f"log-group-vpn-{device.name}",
        f"/aws/vendedlogs/vpn/{name}",
        key=log_key,
        retention_days=vpn.log_retention_days,
    )
    built = aws.VpnConnection(
        scope,
        f"vpn-connection-{device.name}",
        type="ipsec.1",
        customer_gateway_id=_customer_gateway(scope, device, naming),
        vpn_gateway_id=gateway.vpn_gateway_id,
        transit_gateway_id=gateway.transit_gateway_id,
        static_routes_only=vpn.routing == "static",
        preshared_key_storage=KEY_STORAGE,
        **{f"tunnel{number}_{key}": _listed(value) for number in TUNNELS for key, value in TUNNEL_OPTIONS.items()},
        **_logs(group),
        tags={"Name": name},
    )
    if vpn.routing == "static":
        for block in remote.cidrs:
            aws.VpnConnectionRoute(
                scope,
                f"vpn-connection-{device.name}-{block.replace('.', '-').replace('/', '_')}",
                vpn_connection_id=built.id,
                destination_cidr_block=block,
            )
    return VpnExports(
        id=built.id,
        tunnels={1: built.tunnel1_address, 2: built.tunnel2_address},
        key_secret_arn=built.preshared_key_arn,
    )


def _customer_gateway(scope: Scope, device: CustomerGateway, naming: Naming) -> str:
    asn = "bgp_asn" if device.bgp_asn < FIRST_EXTENDED_ASN else "bgp_asn_extended"
    built = aws.CustomerGateway(
        scope,
        f"customer-gateway-{device.name}",
        type="ipsec.1",
        ip_address=device.address,
        **{asn: str(device.bgp_asn)},
        tags={"Name": naming.name("customer-gateway", device.name)},
    )
    return str(built.id)


def _logs(group: Arn) -> dict[str, Any]:
    settings = {"log_enabled": True, "log_group_arn": group, "log_output_format": "json"}
    return {
        "tunnel1_log_options": aws.VpnConnectionTunnel1LogOptions(
            cloudwatch_log_options=aws.VpnConnectionTunnel1LogOptionsCloudwatchLogOptions(**settings)
        ),
        "tunnel2_log_options": aws.VpnConnectionTunnel2LogOptions(
            cloudwatch_log_options=aws.VpnConnectionTunnel2LogOptionsCloudwatchLogOptions(**settings)
        ),
    }


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
