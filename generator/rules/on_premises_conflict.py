"""The link on-premises ends at one gateway: settings of another would be ignored, or refused in mid-apply."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET240"
LEVEL = "error"
SUMMARY = "the way on-premises is described in two ways"
SOURCE = "VPC user guide, Route tables: gateways; Site-to-Site VPN user guide, Routing"


def check(env: Environment) -> Iterator[Finding]:
    remote = env.network.on_premises
    if remote is None or remote.transit_gateway_id is None:
        return
    if remote.vpn_gateway_id is not None:
        message = "the way ends at the transit gateway or at this one: drop one of the two"
        yield Finding(CODE, remote.pointer / "vpnGatewayId", message)
    if remote.vpn is not None and remote.vpn.routing == "static":
        message = (
            "static routes of a VPN stand in the transit gateway's own table, which is not kept here: "
            "set 'routing: bgp', or leave the transit gateway out"
        )
        yield Finding(CODE, remote.vpn.pointer / "routing", message)
