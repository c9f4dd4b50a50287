"""Where customers depend on it, a release that reaches everybody at once cannot be stopped at one per cent."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.alias_versions import followed_version, promoted_functions
from generator.spec.model import Environment

CODE = "REL005"
LEVEL = "warning"
SUMMARY = "weights that nothing moves: a release reaches everybody at once"
SOURCE = "PCI DSS 6.5.1; AWS Well-Architected Framework, OPS06-BP03"


def check(env: Environment) -> Iterator[Finding]:
    functions, promoted = {function.name: function for function in env.functions}, promoted_functions(env)
    for target in env.load_balancer.targets if env.production else ():
        behind = target.functions()
        name = behind.get("blue", "")
        if name not in functions or behind.get("green") != name or target.ignore_weight_changes:
            continue
        versions = {
            followed_version(alias, colour, function=name, promoted=promoted)
            for colour, alias in functions[name].aliases.by_colour().items()
        }
        if len(versions) == 1:
            message = (
                f"nothing moves the weights of {target.name!r}, and both colours are {versions.pop()}: a release "
                "reaches everybody at once. Add the target to 'rollouts'"
            )
            yield Finding(CODE, target.pointer / "name", message)
