"""With one NAT gateway a failure of its zone takes the way out from the other two."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "NET005"
LEVEL = "warning"
SUMMARY = "one NAT gateway for three zones in production"
SOURCE = "VPC user guide, NAT gateway basics"


def check(env: Environment) -> Iterator[Finding]:
    if env.production and env.network.nat == "single":
        message = "one NAT gateway serves three zones in production: set 'perZone', or 'none' where nothing needs it"
        yield Finding(CODE, env.network.pointer / "nat", message)
