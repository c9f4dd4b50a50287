"""SSM takes no empty parameter; only a SecureString may get its value outside the spec."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "PAR001"
LEVEL = "error"
SUMMARY = "a parameter has no value"
SOURCE = "Systems Manager API reference, PutParameter"


def check(env: Environment) -> Iterator[Finding]:
    for parameter in env.parameters:
        if parameter.value is None and parameter.type != "SecureString":
            message = f"parameter {parameter.name!r} has no value: give one, or make it a SecureString"
            yield Finding(CODE, parameter.pointer / "name", message)
