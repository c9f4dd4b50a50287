"""Plan the CIDR block of every subnet: those of the spec, or carved from the VPC's block.

Of sixteen equal parts a private subnet gets two and every other one. That makes four places for three zones: the letter
of a zone says which is its own, and where two ask for the same, the later takes what is free. So a zone that moves in
takes no block that another still holds, unless their letters are four apart.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Literal

from generator.spec.model.network import Network

Tier = Literal["public", "private", "database"]
TIERS: tuple[Tier, ...] = ("public", "private", "database")
# How many bits longer than the VPC's prefix, and which of those parts.
_CARVED: Mapping[Tier, tuple[int, tuple[int, ...]]] = {
    "public": (4, (8, 9, 10, 11)),
    "private": (3, (0, 1, 2, 3)),
    "database": (4, (12, 13, 14, 15)),
}
_PLACES = 4


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
    return tuple(
        f"{vpc.network_address + parts[place] * size}/{vpc.prefixlen + bits}" for place in _places(network.zones)
    )


def _places(zones: Sequence[str]) -> tuple[int, ...]:
    """The place of each zone, by the last character of its name: a letter, or the number in its id."""
    taken: list[int] = []
    for zone in zones:
        last = zone[-1]
        own = (int(last) - 1 if last.isdigit() else ord(last) - ord("a")) % _PLACES
        taken.append(own if own not in taken else min(set(range(_PLACES)) - set(taken)))
    return tuple(taken)
