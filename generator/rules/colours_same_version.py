"""A split between two colours of one version releases nothing: all callers get the same code, whatever the weights."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.alias_versions import LATEST, followed_version, promoted_functions
from generator.spec.model import Environment
from generator.spec.model.functions import Alias, Colour

CODE = "REL001"
LEVEL = "warning"
SUMMARY = "traffic is split between colours of one version"
SOURCE = "AWS Lambda developer guide, Lambda function aliases"


def check(env: Environment) -> Iterator[Finding]:
    functions, promoted = {function.name: function for function in env.functions}, promoted_functions(env)
    for target in env.load_balancer.targets:
        behind = target.functions()
        name = behind.get("blue", "")
        if name not in functions or behind.get("green") != name or 0 in (target.weights.blue, target.weights.green):
            continue
        aliases: dict[Colour, Alias] = functions[name].aliases.by_colour()
        versions = {
            followed_version(alias, colour, function=name, promoted=promoted) for colour, alias in aliases.items()
        }
        # Who writes latest for blue wants both colours to be alike, as in development.
        if len(versions) == 1 and (aliases["blue"].version != LATEST or env.production):
            message = (
                f"blue and green of {name!r} are both {versions.pop()}, so the weights release nothing: add the target "
                "to 'rollouts', or pin blue to a version; for development set blue's version to latest"
            )
            yield Finding(CODE, target.weights.pointer, message)
