"""A rotation step waits for the database and the network; one that is cut off leaves the work to the next try."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "SEC008"
LEVEL = "warning"
SUMMARY = "a rotation function is stopped too early"
SOURCE = "Secrets Manager user guide, Troubleshoot rotation: Lambda function timeout"

SHORTEST = 30


def check(env: Environment) -> Iterator[Finding]:
    rotating = {secret.rotation.function for secret in env.secrets}
    for function in env.functions:
        if function.name in rotating and function.timeout_seconds < SHORTEST:
            message = f"a login alone may take 10 s, and a step has several: set {SHORTEST} or more"
            yield Finding(CODE, function.pointer / "timeoutSeconds", message)
