"""A stable colour that no rollout promotes stays for ever at the version at which it was created."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.alias_versions import STABLE, promoted_functions
from generator.spec.model import Environment

CODE = "REL002"
LEVEL = "error"
SUMMARY = "a colour is stable, and nothing promotes it"
SOURCE = "generator/builders/functions/aliases.py"


def check(env: Environment) -> Iterator[Finding]:
    promoted = promoted_functions(env)
    for function in env.functions:
        blue, green = function.aliases.blue, function.aliases.green
        if blue.version == STABLE and function.name not in promoted:
            message = (
                f"no rollout promotes {function.name!r}, so blue would keep its first version: add its target to "
                "'rollouts', or set the version to latest or a number"
            )
            yield Finding(CODE, blue.pointer / "version", message)
        if green.version == STABLE:
            message = "green is what comes: set its version to latest or a number, and let blue be stable"
            yield Finding(CODE, green.pointer / "version", message)
