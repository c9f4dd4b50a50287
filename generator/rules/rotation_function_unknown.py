"""Rotation needs a function that the stack has and that may run."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding, unknown_name
from generator.spec.model import Environment

CODE = "SEC002"
LEVEL = "error"
SUMMARY = "a rotation names a function that does not exist or is stopped"
SOURCE = "Secrets Manager user guide, Rotation by Lambda function"


def check(env: Environment) -> Iterator[Finding]:
    functions = {function.name: function for function in env.functions}
    for secret in env.secrets:
        name, at = secret.rotation.function, secret.rotation.pointer / "function"
        if name is None:
            continue
        if name not in functions:
            remedy = ": add it to 'functions', or set null to change the secret by hand"
            yield unknown_name(CODE, at, f"there is no function {name!r}", name, functions, remedy)
        elif functions[name].reserved_concurrency == 0:
            message = f"{name!r} is stopped, so the apply fails at the first rotation: reserve 1 or more"
            yield Finding(CODE, at, message)
