"""A VPC that others keep has the link on-premises that they gave it: its gateway, its routes and its name servers."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET241"
LEVEL = "error"
SUMMARY = "a way on-premises is asked for in a VPC that others keep"
SOURCE = "docs/decisions/0135-in-a-vpc-of-others-nothing-shared-is-made.md"


def check(env: Environment) -> Iterator[Finding]:
    remote = env.network.on_premises
    if remote is None or env.network.vpc_id is None:
        return
    asked = {
        "vpnGatewayId": remote.vpn_gateway_id,
        "vpn": remote.vpn,
        "directConnect": remote.direct_connect,
        "resolver": remote.resolver,
    }
    for key in (key for key, value in asked.items() if value is not None):
        message = f"{key!r} belongs to the whole VPC, and {env.network.vpc_id} is kept by others: leave it out"
        yield Finding(CODE, remote.pointer / key, message)
