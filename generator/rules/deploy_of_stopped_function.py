"""Lambda refuses to run a function without concurrency, and with it the apply that runs it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "FUN080"
LEVEL = "error"
SUMMARY = "a stopped function is to run on deploy"
SOURCE = "AWS Lambda developer guide, Configuring reserved concurrency"


def check(env: Environment) -> Iterator[Finding]:
    for function in env.functions:
        if function.run_on_deploy and function.reserved_concurrency == 0:
            message = f"0 stops {function.name!r}, and 'runOnDeploy' runs it in the apply, which fails"
            remedy = "set 1 or more, or 'runOnDeploy: false'"
            yield Finding(CODE, function.pointer / "reservedConcurrency", f"{message}: {remedy}")
