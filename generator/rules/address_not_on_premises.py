"""AWS takes private addresses only, and of one in the VPC it wants the zone, not `all`."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator

from generator.aws.vpc_cidrs import PRIVATE_RANGES
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "LBR007"
LEVEL = "error"
SUMMARY = "an address behind a target is not one on-premises"
SOURCE = "Elastic Load Balancing API reference, RegisterTargets; Target groups: IP addresses"
WAIVABLE = True


def check(env: Environment) -> Iterator[Finding]:
    for target in env.load_balancer.targets:
        for backend in target.backends().values():
            for index, address in enumerate(backend.addresses if backend.type == "ip" else ()):
                fault = _fault(address, env.network.cidr)
                if fault:
                    yield Finding(CODE, backend.pointer / "addresses" / index, f"{address} {fault}")


def _fault(address: str, vpc: str) -> str | None:
    if not _within(address, PRIVATE_RANGES):
        return f"is not a private address, and AWS takes no other: give one of {', '.join(PRIVATE_RANGES)}"
    if _within(address, [vpc]):
        return f"is in the VPC's own block {vpc}: give an address on-premises"
    return None


def _within(address: str, blocks: Iterable[str]) -> bool:
    return any(ipaddress.IPv4Address(address) in block for block in map(_block, blocks) if block is not None)


def _block(text: str) -> ipaddress.IPv4Network | None:
    """None for what is no block: that is for a rule of the network to say."""
    try:
        return ipaddress.IPv4Network(text, strict=False)
    except ValueError:
        return None
