"""Where two networks share addresses, answers never find their way back."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET008"
LEVEL = "error"
SUMMARY = "the VPC's block meets one on-premises"
SOURCE = "Site-to-Site VPN user guide, Routing"
WAIVABLE = True


def check(env: Environment) -> Iterator[Finding]:
    remote = env.network.on_premises
    if remote is None:
        return
    try:
        vpc = ipaddress.IPv4Network(env.network.cidr)
        blocks = [ipaddress.IPv4Network(block) for block in remote.cidrs]
    except ValueError:
        return  # NET001 has said so.
    for index, block in enumerate(blocks):
        if block.overlaps(vpc):
            message = f"{block} meets the VPC's block {vpc}: choose another 'network.cidr'"
            yield Finding(CODE, remote.pointer / "cidrs" / index, message)
