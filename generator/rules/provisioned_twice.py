"""Two colours on one version warm the same code twice, and both are paid by the hour."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.alias_versions import followed_version, promoted_functions
from generator.spec.model import Environment

CODE = "FUN013"
LEVEL = "warning"
SUMMARY = "both colours keep the same version warm"
SOURCE = "AWS Lambda pricing, provisioned concurrency"


def check(env: Environment) -> Iterator[Finding]:
    promoted = promoted_functions(env)
    for function in env.functions:
        blue, green = function.aliases.blue, function.aliases.green
        versions = {
            followed_version(alias, colour, function=function.name, promoted=promoted)
            for colour, alias in function.aliases.by_colour().items()
        }
        if blue.provisioned_concurrency and green.provisioned_concurrency and len(versions) == 1:
            message = (
                f"blue and green are both {versions.pop()} and both kept warm: provision the one that has the weight"
            )
            yield Finding(CODE, green.pointer / "provisionedConcurrency", message)
