"""Without concurrency Lambda refuses every call: fine in an emergency, an outage when it is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "FUN015"
LEVEL = "warning"
SUMMARY = "a function is stopped"
SOURCE = "AWS Lambda developer guide, Configuring reserved concurrency"


def check(env: Environment) -> Iterator[Finding]:
    for function in env.functions:
        # One that runs on deploy is an error of its own: FUN080.
        if function.reserved_concurrency == 0 and not function.run_on_deploy:
            message = f"0 stops {function.name!r}, every call is refused: set 1 or more once it may run again"
            yield Finding(CODE, function.pointer / "reservedConcurrency", message)
