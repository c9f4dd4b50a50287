"""PostgreSQL reads static parameters at its start only: RDS refuses to apply them at once."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.aurora import STATIC_PARAMETERS
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS016"
LEVEL = "error"
SUMMARY = "a static parameter is to be applied at once"
SOURCE = "RDS API reference, ModifyDBClusterParameterGroup, ApplyMethod"


def check(env: Environment) -> Iterator[Finding]:
    for parameter in env.database.parameters:
        if parameter.name in STATIC_PARAMETERS and parameter.apply_method == "immediate":
            message = f"{parameter.name} takes effect at a restart only: set 'applyMethod: pending-reboot'"
            yield Finding(CODE, parameter.pointer / "name", message)
