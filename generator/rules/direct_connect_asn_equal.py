"""A transit gateway and the Direct Connect gateway in front of it need different AS numbers."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.vpn import DEFAULT_ASN
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET243"
LEVEL = "error"
SUMMARY = "the transit gateway and the Direct Connect gateway have one autonomous system number"
SOURCE = "Direct Connect user guide, Transit gateway associations"


def check(env: Environment) -> Iterator[Finding]:
    remote = env.network.on_premises
    if remote is None or remote.transit_gateway_id is None or remote.direct_connect is None:
        return
    direct = remote.direct_connect
    transit = DEFAULT_ASN if remote.amazon_asn is None else remote.amazon_asn
    if direct.amazon_asn == transit:
        message = (
            f"the transit gateway has {transit}, too, and AWS refuses to associate the two: say in "
            "'network.onPremises.amazonAsn' which number the transit gateway has, or make one of them again"
        )
        yield Finding(CODE, direct.pointer / "amazonAsn", message)
