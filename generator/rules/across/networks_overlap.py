"""A transit gateway routes a block to one attachment: of two networks that overlap behind it, one is not reached."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence

from generator.diagnostics.findings import Finding
from generator.planning.spec_facts import CIDR, SpecFacts

CODE = "NET040"
LEVEL = "warning"
SUMMARY = "two networks behind one transit gateway overlap"
SOURCE = "VPC, Transit Gateways, How transit gateways work: routing"


def check(position: int, specs: Sequence[SpecFacts]) -> Iterator[Finding]:
    one = specs[position]
    for other in specs[:position]:
        same = one.transit_gateway is not None and one.transit_gateway == other.transit_gateway
        if same and _overlap(one.cidr, other.cidr):
            message = (
                f"{one.cidr} overlaps {other.cidr} of {other.line(CIDR)}, and both are behind {one.transit_gateway}, "
                "which reaches one of them only: give each a block of its own"
            )
            yield one.finding(CODE, CIDR, message)


def _overlap(one: str | None, other: str | None) -> bool:
    try:
        return ipaddress.IPv4Network(one or "").overlaps(ipaddress.IPv4Network(other or ""))
    except ValueError:
        return False
