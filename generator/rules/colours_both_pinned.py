"""With both colours pinned an apply publishes a version that no caller ever reaches."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.alias_versions import LATEST, followed_version, promoted_functions
from generator.spec.model import Environment

CODE = "FUN018"
LEVEL = "warning"
SUMMARY = "both colours are pinned, so new code goes nowhere"
SOURCE = "AWS Lambda developer guide, Lambda function aliases"


def check(env: Environment) -> Iterator[Finding]:
    promoted = promoted_functions(env)
    for function in env.functions:
        green = function.aliases.green
        versions = {
            colour: followed_version(alias, colour, function=function.name, promoted=promoted)
            for colour, alias in function.aliases.by_colour().items()
        }
        if LATEST not in versions.values():
            message = (
                f"blue is pinned to {versions['blue']} and green to {versions['green']}, nobody reaches new code: "
                "set the colour without weight to latest"
            )
            yield Finding(CODE, green.pointer / "version", message)
