"""Patch moto's EC2: VPN connections.

Options of tunnels are taken and not given back, so that a plan sees no difference in them: both tunnels have one
address here, by which the provider could not tell them apart.
"""

from __future__ import annotations

import re
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.ec2.models.vpn_connections import VPNConnection
from moto.ec2.responses.vpn_connections import VPNConnections

from generator.verify.emulators.moto_patches.members import patch

IN_SECRETS_MANAGER = "SecretsManager"
KEY = re.compile(r"(?<=<pre_shared_key>)[^<]*")
REDACTED = "REDACTED"


def keep_keys_of_tunnels() -> None:
    """CreateVpnConnection with PreSharedKeyStorage: the connection names the secret that has the keys, and its
    configuration has none of them."""
    create, plain = VPNConnections.create_vpn_connection, vars(VPNConnection)["customer_gateway_configuration"].fget

    def create_vpn_connection(request: VPNConnections) -> ActionResult:
        answer = create(request)
        connection = answer.result["VpnConnection"]  # type: ignore[index]  # its result is called an object
        only = request._get_param("Options.StaticRoutesOnly", False)
        connection.options = {"StaticRoutesOnly": str(only).lower() == "true"}
        if request._get_param("PreSharedKeyStorage") == IN_SECRETS_MANAGER:
            at = f"{request.region}:{request.current_account}"
            connection.pre_shared_key_arn = f"arn:aws:secretsmanager:{at}:secret:s2svpn!{connection.id}-abcdef"
        return answer

    def customer_gateway_configuration(connection: VPNConnection) -> str:
        text: str = plain(connection)
        return KEY.sub(REDACTED, text) if "pre_shared_key_arn" in connection.__dict__ else text

    patch(VPNConnections, create_vpn_connection=create_vpn_connection)
    patch(VPNConnection, customer_gateway_configuration=property(customer_gateway_configuration))


def keep_static_routes_of_vpns() -> None:
    """CreateVpnConnectionRoute and DeleteVpnConnectionRoute; DescribeVpnConnections shows the routes."""

    def create_vpn_connection_route(request: VPNConnections) -> EmptyResult:
        block = request._get_param("DestinationCidrBlock")
        _routes(_connection(request)).append({"DestinationCidrBlock": block, "State": "available", "Source": "Static"})
        return EmptyResult()

    def delete_vpn_connection_route(request: VPNConnections) -> EmptyResult:
        connection, block = _connection(request), request._get_param("DestinationCidrBlock")
        connection.__dict__["routes"] = [
            route for route in _routes(connection) if route["DestinationCidrBlock"] != block
        ]
        return EmptyResult()

    plain = VPNConnection.get_filter_value

    def get_filter_value(connection: VPNConnection, name: str, method: str | None = None) -> Any:
        if name == "route.destination-cidr-block":
            return [route["DestinationCidrBlock"] for route in _routes(connection)]
        return connection.id if name == "vpn-connection-id" else plain(connection, name, method)

    patch(VPNConnection, get_filter_value=get_filter_value)
    patch(VPNConnections, create_vpn_connection_route=create_vpn_connection_route)
    patch(VPNConnections, delete_vpn_connection_route=delete_vpn_connection_route)


def _connection(request: VPNConnections) -> VPNConnection:
    found: list[VPNConnection] = request.ec2_backend.describe_vpn_connections([request._get_param("VpnConnectionId")])
    return found[0]


def _routes(connection: VPNConnection) -> list[dict[str, str]]:
    routes: list[dict[str, str]] = connection.__dict__.setdefault("routes", [])
    return routes


def install() -> None:
    """Install all patches of this module."""
    keep_keys_of_tunnels()
    keep_static_routes_of_vpns()
