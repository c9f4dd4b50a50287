"""The balancer reaches an address only where the network leads there; AWS takes private ones only, and of the VPC's own
it wants the zone, not `all`."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator

from generator.findings import Finding
from generator.spec.model import Environment
from generator.spec.model.network import Network
from generator.spec.pointer import Pointer

CODE = "LBR007"
SUMMARY = "an address behind a target is not one on-premises"
SOURCE = "Elastic Load Balancing API reference, RegisterTargets; Target groups: IP addresses"

# What a target may be besides addresses of the VPC.
PRIVATE = ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")


def check(env: Environment) -> Iterator[Finding]:
    for target in env.load_balancer.targets:
        for backend in target.backends().values():
            if backend.type == "ip":
                yield from _addresses(backend.addresses, backend.at / "addresses", env.network)


def _addresses(addresses: Iterable[str], at: Pointer, network: Network) -> Iterator[Finding]:
    for index, address in enumerate(addresses):
        fault = _fault(ipaddress.IPv4Address(address), network)
        if fault:
            yield Finding(CODE, at / index, f"{address} {fault}")


def _fault(address: ipaddress.IPv4Address, network: Network) -> str | None:
    if not _within(address, PRIVATE):
        return f"is not a private address, and AWS takes no other: give one of {', '.join(PRIVATE)}"
    if _within(address, [network.cidr]):
        return f"is in the VPC's own block {network.cidr}: give an address on-premises"
    if network.on_premises is None:
        return "cannot be reached: give 'network.onPremises' with the block that it is in"
    if not _within(address, network.on_premises.cidrs):
        return f"is in none of the blocks of network.onPremises ({', '.join(network.on_premises.cidrs)}): add its block"
    return None


def _within(address: ipaddress.IPv4Address, blocks: Iterable[str]) -> bool:
    return any(address in block for block in map(_block, blocks) if block is not None)


def _block(text: str) -> ipaddress.IPv4Network | None:
    """None for what is no block: that is for the rules of the network to say."""
    try:
        return ipaddress.IPv4Network(text, strict=False)
    except ValueError:
        return None
