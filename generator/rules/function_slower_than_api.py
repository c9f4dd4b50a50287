"""After 29 seconds API Gateway answers 504, while the function may still go on and, say, take the money."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.routed_functions import routed_functions
from generator.spec.model import Environment

CODE = "API004"
LEVEL = "error"
SUMMARY = "a function behind the API may take longer than the API waits"
SOURCE = "API Gateway, Quotas for configuring and running a REST API: integration timeout"
WAIVABLE = True


def check(env: Environment) -> Iterator[Finding]:
    waits = env.api.integration_timeout_seconds
    longest = waits - 1
    behind = routed_functions(env)
    for function in env.functions:
        if function.name in behind and function.timeout_seconds > longest:
            message = f"the API waits {waits} s for {behind[function.name]}, this function may take"
            remedy = f"set at most {longest}"
            yield Finding(
                CODE, function.pointer / "timeoutSeconds", f"{message} {function.timeout_seconds} s: {remedy}"
            )
