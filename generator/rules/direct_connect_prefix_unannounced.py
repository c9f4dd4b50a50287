"""A virtual private gateway announces its VPC's block where a prefix allows it: a narrower one allows nothing."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET246"
LEVEL = "error"
SUMMARY = "an allowed prefix of the Direct Connect leads to nothing in the VPC"
SOURCE = "Direct Connect user guide, Allowed prefixes interactions"


def check(env: Environment) -> Iterator[Finding]:
    remote = env.network.on_premises
    direct = remote.direct_connect if remote is not None else None
    if remote is None or direct is None or direct.prefixes is None:
        return
    try:
        vpc = ipaddress.IPv4Network(env.network.cidr)
    except ValueError:
        return  # NET001 has said so.
    for index, text in enumerate(direct.prefixes):
        fault = _fault(text, vpc, through_transit=remote.transit_gateway_id is not None)
        if fault:
            yield Finding(CODE, direct.pointer / "prefixes" / index, f"{text} {fault}")


def _fault(text: str, vpc: ipaddress.IPv4Network, *, through_transit: bool) -> str | None:
    try:
        prefix = ipaddress.IPv4Network(text)
    except ValueError:
        return "is no address block: the bits after the prefix must be zero"
    if through_transit:
        return None if prefix.overlaps(vpc) else f"does not meet the VPC's block {vpc}: announce a part of it or all"
    return None if vpc.subnet_of(prefix) else f"does not hold the VPC's block, so nothing is announced: give {vpc}"
