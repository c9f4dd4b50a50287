"""CPU follows memory: 128 MB are 7 % of a core, on which a TLS handshake and the imports take seconds."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "FUN014"
LEVEL = "warning"
SUMMARY = "a function has too little memory to be quick"
SOURCE = "AWS Lambda developer guide, Configure Lambda function memory"

LEAST = 192
LEAST_BEHIND_API = 256
WHOLE_CPU = 1769


def check(env: Environment) -> Iterator[Finding]:
    behind = {name for target in env.load_balancer.targets for name in target.functions().values()}
    for function in env.functions:
        least = LEAST_BEHIND_API if function.name in behind else LEAST
        if function.memory_megabytes < least:
            share = round(100 * function.memory_megabytes / WHOLE_CPU)
            message = (
                f"{function.memory_megabytes} MB are {share} % of a CPU, cold starts take long: set {least} or more"
            )
            yield Finding(CODE, function.pointer / "memoryMegabytes", message)
