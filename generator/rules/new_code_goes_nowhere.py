"""With both colours pinned an apply publishes a version that no caller ever reaches."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "FUN018"
LEVEL = "warning"
SUMMARY = "both colours are pinned, so new code goes nowhere"
SOURCE = "AWS Lambda developer guide, Lambda function aliases"

LATEST = "latest"


def check(env: Environment) -> Iterator[Finding]:
    for function in env.functions:
        blue, green = function.aliases.blue, function.aliases.green
        if LATEST not in (blue.version, green.version):
            message = (
                f"blue is pinned to {blue.version} and green to {green.version}, nobody reaches new code: "
                "set the colour without weight to latest"
            )
            yield Finding(CODE, green.pointer / "version", message)
