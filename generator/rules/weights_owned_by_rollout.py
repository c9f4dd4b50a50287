"""Where a rollout owns the weights, those of the spec only start a new rule, so all must be on one side."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.rollouts import moved_targets
from generator.spec.model import Environment

CODE = "REL004"
LEVEL = "warning"
SUMMARY = "the spec splits weights that belong to a rollout"
SOURCE = "generator/builders/load_balancer/listener_rules.py"


def check(env: Environment) -> Iterator[Finding]:
    moved = moved_targets(env.rollouts)
    for target in env.load_balancer.targets:
        if target.name in moved and 0 not in (target.weights.blue, target.weights.green):
            message = (
                f"a rollout moves the weights of {target.name!r}, applies do not: a new rule alone begins with these. "
                "Set blue to 100 and green to 0"
            )
            yield Finding(CODE, target.weights.pointer, message)
