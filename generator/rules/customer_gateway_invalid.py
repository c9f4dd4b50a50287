"""Tunnels end at a public address of a device; two devices are distinguished by address and AS number."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET244"
LEVEL = "error"
SUMMARY = "a customer gateway has an address at which no tunnel can end"
SOURCE = "Site-to-Site VPN user guide, Customer gateway options; EC2 API reference, CreateCustomerGateway"
# So that an example of a documentation may be checked: they are public to AWS, and nobody's.
EXAMPLES = tuple(map(ipaddress.IPv4Network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")))


def check(env: Environment) -> Iterator[Finding]:
    remote = env.network.on_premises
    devices = remote.vpn.customer_gateways if remote is not None and remote.vpn is not None else ()
    seen: dict[tuple[str, int], str] = {}
    for device in devices:
        at, fault = device.pointer / "address", _fault(device.address)
        if fault:
            yield Finding(CODE, at, f"{device.address} {fault}")
        other = seen.setdefault((device.address, device.bgp_asn), device.name)
        if other != device.name:
            message = f"{other!r} has this address and number, too, and AWS takes both for one: leave one out"
            yield Finding(CODE, at, message)


def _fault(text: str) -> str | None:
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        return "is no address: each of the four numbers is 255 at most"
    if address.is_global or any(address in block for block in EXAMPLES):
        return None
    return "is not public: give the address at which the device is reached from the internet"
