"""Plan the CIDR block of every subnet: those of the spec, or carved from the VPC's block.

Of sixteen equal parts a private subnet gets two and every other one; four stay free for what comes later.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Literal

from generator.spec.model.network import Network

Tier = Literal["public", "private", "database"]
TIERS: tuple[Tier, ...] = ("public", "private", "database")
# How many bits longer than the VPC's prefix, and which of those parts.
_CARVED: Mapping[Tier, tuple[int, tuple[int, ...]]] = {
    "public": (4, (8, 9, 10)),
    "private": (3, (0, 1, 2)),
    "database": (4, (12, 13, 14)),
}


def given_blocks(network: Network, tier: Tier) -> tuple[str, ...] | None:
    """Return the blocks that the spec gives to a tier, or None."""
    return {"public": network.subnets.public, "private": network.subnets.private, "database": network.subnets.database}[
        tier
    ]


def subnet_blocks(network: Network, tier: Tier) -> tuple[str, ...]:
    """Return the block of each zone. Raises ValueError where the VPC's own block is not one: rule NET001 says so."""
    given = given_blocks(network, tier)
    if given is not None:
        return given
    vpc = ipaddress.IPv4Network(network.cidr)
    bits, parts = _CARVED[tier]
    size = 2 ** (32 - vpc.prefixlen - bits)
    return tuple(f"{vpc.network_address + part * size}/{vpc.prefixlen + bits}" for part in parts)
