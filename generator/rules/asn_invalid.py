"""BGP between two networks needs two different AS numbers; AWS refuses public ones on its side, and its own on the
other.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.vpn import DEFAULT_ASN, PRIVATE_ASNS, RESERVED_ASNS
from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.spec.model import Environment
from generator.spec.model.network import OnPremises

CODE = "NET242"
LEVEL = "error"
SUMMARY = "an autonomous system number that AWS or BGP refuses"
SOURCE = "EC2 API reference, CreateVpnGateway, CreateCustomerGateway; Direct Connect API reference"


def check(env: Environment) -> Iterator[Finding]:
    remote = env.network.on_premises
    if remote is None:
        return
    for number, at in _is_amazon_side(remote):
        if not any(number in private for private in PRIVATE_ASNS):
            message = f"{number} is not private: take one from 64512 to 65534 or from 4200000000 to 4294967294"
            yield Finding(CODE, at, message)
    if remote.vpn is None or remote.vpn.routing == "static":
        return
    ours = DEFAULT_ASN if remote.amazon_asn is None else remote.amazon_asn
    for device in remote.vpn.customer_gateways:
        at = device.pointer / "bgpAsn"
        if device.bgp_asn == ours:
            remedy = "set 'network.onPremises.amazonAsn' to another, or the number of the device"
            yield Finding(CODE, at, f"{ours} is also the number of AWS's side, so that BGP takes no route: {remedy}")
        if device.bgp_asn in RESERVED_ASNS:
            message = f"{device.bgp_asn} is AWS's own in {RESERVED_ASNS[device.bgp_asn]}: take the number on-premises"
            yield Finding(CODE, at, message)


def _is_amazon_side(remote: OnPremises) -> Iterator[tuple[int, SpecPath]]:
    if remote.amazon_asn is not None:
        yield remote.amazon_asn, remote.pointer / "amazonAsn"
    direct = remote.direct_connect
    if direct is not None and direct.amazon_asn is not None:
        yield direct.amazon_asn, direct.pointer / "amazonAsn"
