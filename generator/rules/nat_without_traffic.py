"""A NAT gateway is paid by the hour, and is a way out of the cardholder data environment. No security group that is
made here lets anything out to the internet, so that no packet takes it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET050"
LEVEL = "warning"
SUMMARY = "NAT gateways that carry no packet"
SOURCE = "VPC user guide, NAT gateway pricing; generator/builders/network/security_groups.py"


def check(env: Environment) -> Iterator[Finding]:
    if env.network.nat != "none":
        message = (
            "no security group of this stack lets anything out to the internet: set 'none', unless something else is "
            "put into the private subnets"
        )
        yield Finding(CODE, env.network.pointer / "nat", message)
