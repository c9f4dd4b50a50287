"""Methods of the classes of the `network` section."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.spec.model.network import Network


def reachable_services(network: Network) -> frozenset[str]:
    """Return the AWS services that have an endpoint in the VPC, made here or by others."""
    return frozenset(network.interface_endpoints) | {endpoint.name for endpoint in network.endpoint_ids}


def customer_gateway_names(network: Network) -> tuple[str, ...]:
    """Return the devices on-premises to which a VPN is made; none in a VPC that others keep."""
    remote = network.on_premises
    if remote is None or remote.vpn is None or network.vpc_id is not None:
        return ()
    return tuple(gateway.name for gateway in remote.vpn.customer_gateways)
