"""Whoever reaches two networks that overlap, a transit gateway or a router on-premises, reaches one of them only."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence

from generator.diagnostics.findings import Finding
from generator.planning.spec_facts import CIDR, SpecFacts

CODE = "NET040"
LEVEL = "warning"
SUMMARY = "two networks that are reached from one place overlap"
SOURCE = "VPC, Transit Gateways, How transit gateways work: routing; Site-to-Site VPN user guide, Routing"


def check(position: int, specs: Sequence[SpecFacts]) -> Iterator[Finding]:
    one = specs[position]
    for other in specs[:position]:
        where = _reached_from(one, other) if _overlap(one.cidr, other.cidr) and one.name != other.name else ""
        if where:
            message = (
                f"{one.cidr} overlaps {other.cidr} of {other.line(CIDR)}, and both are {where} reaches one of them "
                "only: give each a block of its own"
            )
            yield one.finding(CODE, CIDR, message)


def _reached_from(one: SpecFacts, other: SpecFacts) -> str:
    """What routes to both."""
    if one.transit_gateway is not None and one.transit_gateway == other.transit_gateway:
        return f"behind {one.transit_gateway}, which"
    same = [block for block in one.remote_cidrs if any(_overlap(block, remote) for remote in other.remote_cidrs)]
    return f"reached from {same[0]} on-premises, which" if same else ""


def _overlap(one: str | None, other: str | None) -> bool:
    try:
        return ipaddress.IPv4Network(one or "").overlaps(ipaddress.IPv4Network(other or ""))
    except ValueError:
        return False
