"""Weights have one owner, or two move them against each other: a rollout, somebody outside, or the spec."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.alias_versions import promoted_functions
from generator.spec.model import Environment

CODE = "REL003"
LEVEL = "error"
SUMMARY = "weights have two owners"
SOURCE = "generator/builders/load_balancer/listener_rules.py"


def check(env: Environment) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    external = {target.name for target in env.load_balancer.targets if target.ignore_weight_changes}
    for rollout in env.rollouts:
        for index, name in enumerate(rollout.targets):
            at, other = rollout.pointer / "targets" / index, owners.setdefault(name, rollout.name)
            if other != rollout.name:
                yield Finding(
                    CODE, at, f"rollout {other!r} moves the weights of {name!r}, too: leave it to one of them"
                )
            if name in external:
                message = (
                    f"the weights of {name!r} are moved from outside: drop its 'ignoreWeightChanges', or the target"
                )
                yield Finding(CODE, at, message)
    yield from _functions_apart(env)


def _functions_apart(env: Environment) -> Iterator[Finding]:
    """A promotion moves blue of a function for all of its targets, so they must move together."""
    promoted = promoted_functions(env)
    for target in env.load_balancer.targets:
        for function in dict.fromkeys(target.functions().values()):
            rollout = promoted.get(function)
            if rollout is not None and target.name not in rollout.targets:
                message = (
                    f"rollout {rollout.name!r} promotes {function!r}, which is behind target {target.name!r} as well: "
                    f"add {target.name!r} to its targets"
                )
                yield Finding(CODE, rollout.pointer / "targets", message)
