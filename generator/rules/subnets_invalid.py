"""Subnets must lie in the VPC, apart from each other, and be large enough for what AWS puts into them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from generator.aws.vpc_cidrs import SMALLEST_SUBNET_PREFIX, SMALLEST_VPC_PREFIX
from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.planning.subnet_cidrs import TIERS, Tier, given_blocks, subnet_blocks
from generator.spec.model import Environment
from generator.spec.model.network import Network

CODE = "NET002"
LEVEL = "error"
SUMMARY = "a subnet lies outside the VPC, meets another one, or is too small"
SOURCE = "VPC user guide, Subnet sizing; Elastic Load Balancing, Subnets for your load balancer"

Block = tuple[ipaddress.IPv4Network, Tier, SpecPath]


def check(env: Environment) -> Iterator[Finding]:
    network = env.network
    try:
        vpc = ipaddress.IPv4Network(network.cidr)
        blocks = list(_blocks(network))
    except ValueError:
        return  # NET001 has said so.
    if vpc.prefixlen > SMALLEST_VPC_PREFIX:
        return  # NET001 has said so: no subnet can fit.
    for index, (block, tier, at) in enumerate(blocks):
        longest = SMALLEST_SUBNET_PREFIX[tier]
        if not block.subnet_of(vpc):
            yield Finding(CODE, at, f"{block} lies outside the VPC's block {vpc}")
        elif block.prefixlen > longest:
            yield Finding(CODE, at, f"{block} is too small for a {tier} subnet: /{longest} at least")
        other = next((other for other, _, _ in blocks[:index] if other.overlaps(block)), None)
        if other is not None:
            yield Finding(CODE, at, f"{block} overlaps the subnet {other}: give each its own block")


def _blocks(network: Network) -> Iterator[Block]:
    """What is carved comes first, so that a clash is told where the author has written."""
    for given in (False, True):
        for tier in TIERS:
            if (given_blocks(network, tier) is not None) is not given:
                continue
            for index, block in enumerate(subnet_blocks(network, tier)):
                at = network.subnets.pointer / tier / index if given else network.pointer / "cidr"
                yield ipaddress.IPv4Network(block), tier, at
