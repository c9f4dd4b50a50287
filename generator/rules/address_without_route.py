"""An address on-premises to which no route leads never answers a health check."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET009"
LEVEL = "warning"
SUMMARY = "no route leads to a target's address"
SOURCE = "VPC user guide, Route tables"


def check(env: Environment) -> Iterator[Finding]:
    remote = env.network.on_premises
    try:
        blocks = [ipaddress.IPv4Network(block) for block in (remote.cidrs if remote else ())]
        blocks.append(ipaddress.IPv4Network(env.network.cidr))
    except ValueError:
        return  # NET001 has said so.
    for target in env.load_balancer.targets:
        for backend in target.backends().values():
            for index, address in enumerate(backend.addresses if backend.type == "ip" else ()):
                if not _within(address, blocks):
                    message = f"no route leads to {address}: add its block to 'network.onPremises.cidrs'"
                    yield Finding(CODE, backend.pointer / "addresses" / index, message)


def _within(address: str, blocks: list[ipaddress.IPv4Network]) -> bool:
    try:
        found = ipaddress.IPv4Address(address)
    except ValueError:
        return True  # That it is no address is for another rule to say.
    return any(found in block for block in blocks)
