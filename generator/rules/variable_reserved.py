"""Lambda reserves some names: it refuses them, or silently overwrites them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.lambda_variables import RESERVED_NAMES, RESERVED_PREFIXES, SETTABLE
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "FUN007"
LEVEL = "error"
SUMMARY = "an environment variable has a reserved name"
SOURCE = "AWS Lambda developer guide, Defined runtime environment variables"


def check(env: Environment) -> Iterator[Finding]:
    for function in env.functions:
        for variable in function.environment:
            if is_reserved(variable.name):
                message = f"Lambda keeps {variable.name!r} for itself: choose another name"
                yield Finding(CODE, variable.pointer / "name", message)


def is_reserved(name: str) -> bool:
    return name not in SETTABLE and (name in RESERVED_NAMES or name.startswith(RESERVED_PREFIXES))
