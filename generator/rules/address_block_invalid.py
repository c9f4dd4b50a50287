"""An invalid address block, or one that belongs to somebody on the internet, fails in the middle of an apply."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from generator.aws.vpc_cidrs import LARGEST_VPC_PREFIX, PRIVATE_RANGES, SMALLEST_VPC_PREFIX
from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.planning.subnet_cidrs import TIERS, given_blocks
from generator.spec.model import Environment

CODE = "NET001"
LEVEL = "error"
SUMMARY = "an address block is not one, or not a private one"
SOURCE = "VPC user guide, VPC CIDR blocks; RFC 1918 and RFC 6598"

PRIVATE = tuple(ipaddress.IPv4Network(block) for block in PRIVATE_RANGES)


def check(env: Environment) -> Iterator[Finding]:
    for block, at in _blocks(env):
        try:
            network = ipaddress.IPv4Network(block)
        except ValueError:
            yield Finding(CODE, at, f"{block!r} is no address block{_remedy(block)}")
            continue
        if not any(network.subnet_of(private) for private in PRIVATE):
            yield Finding(CODE, at, f"{block} is not private: choose one within {', '.join(PRIVATE_RANGES)}")
        elif at[-1] == "cidr" and not LARGEST_VPC_PREFIX <= network.prefixlen <= SMALLEST_VPC_PREFIX:
            sizes = f"/{LARGEST_VPC_PREFIX} to /{SMALLEST_VPC_PREFIX}"
            yield Finding(CODE, at, f"a VPC of three tiers is {sizes} large, not /{network.prefixlen}")


def _blocks(env: Environment) -> Iterator[tuple[str, SpecPath]]:
    network = env.network
    yield network.cidr, network.pointer / "cidr"
    for tier in TIERS:
        for index, block in enumerate(given_blocks(network, tier) or ()):
            yield block, network.subnets.pointer / tier / index
    if network.on_premises is not None:
        for index, block in enumerate(network.on_premises.cidrs):
            yield block, network.on_premises.pointer / "cidrs" / index


def _remedy(block: str) -> str:
    """The block that was most likely meant: the one in which the address lies."""
    try:
        return f": its first address would be {ipaddress.IPv4Network(block, strict=False)}"
    except ValueError:
        return ": four numbers up to 255 and a length up to 32, such as 10.0.0.0/16"
