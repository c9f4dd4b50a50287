"""Distinguish private from public addresses."""

from __future__ import annotations

from ipaddress import ip_network

# RFC 1918, RFC 6598 and RFC 4193: nobody outside can come from there.
PRIVATE = tuple(
    ip_network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)


def is_private(cidr: str) -> bool:
    """Return whether a block lies within private addresses as a whole."""
    try:
        network = ip_network(cidr, strict=False)
    except ValueError:
        return False
    return any(network.version == block.version and network.subnet_of(block) for block in PRIVATE)  # type: ignore[arg-type]


def is_private_host(cidr: str) -> bool:
    """Return whether a block is a single private address."""
    return is_private(cidr) and ip_network(cidr, strict=False).num_addresses == 1


def is_within(cidr: str, blocks: list[str]) -> bool:
    """Return whether a block lies within one of others."""
    try:
        network = ip_network(cidr, strict=False)
        outer = [ip_network(block, strict=False) for block in blocks]
    except ValueError:
        return False
    return any(network.version == block.version and network.subnet_of(block) for block in outer)  # type: ignore[arg-type]
