"""A single device on-premises is a single point of failure: no payment of blue's is answered until it is back."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET245"
LEVEL = "warning"
SUMMARY = "in production the way on-premises hangs on one device"
SOURCE = "Site-to-Site VPN user guide, Use redundant connections for failover"
WAIVABLE = True


def check(env: Environment) -> Iterator[Finding]:
    remote = env.network.on_premises
    if not env.production or remote is None or remote.vpn is None or remote.direct_connect is not None:
        return
    if len(remote.vpn.customer_gateways) == 1:
        message = "add a second customer gateway at another place, or a Direct Connect: both tunnels end at this one"
        yield Finding(CODE, remote.vpn.pointer / "customerGateways", message)
