"""A rotation step waits for the database and the network; one that is cut off leaves the work to the next try."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.routed_functions import routed_functions
from generator.spec.model import Environment

CODE = "SEC008"
LEVEL = "warning"
SUMMARY = "a rotation function is stopped too early"
SOURCE = "Secrets Manager user guide, Troubleshoot rotation: Lambda function timeout"

SHORTEST = 30
STEP = "a step of a rotation waits for others, and is cut off in the middle"


def check(env: Environment) -> Iterator[Finding]:
    rotating = {secret.rotation.function: secret for secret in env.secrets}
    behind = routed_functions(env)
    for function in env.functions:
        secret = rotating.get(function.name)
        if secret is None or function.timeout_seconds >= SHORTEST:
            continue
        step = "a login alone may take 10 s, and a step has several" if secret.kind == "database" else STEP
        if function.name in behind:
            # The API waits for less than that, as API004 says: both can't be had.
            remedy = f"{function.name!r} stands behind the API, which allows no {SHORTEST} s: let one of its own rotate"
            yield Finding(CODE, secret.rotation.pointer / "function", f"{step}: {remedy}")
        else:
            yield Finding(CODE, function.pointer / "timeoutSeconds", f"{step}: set {SHORTEST} or more")
