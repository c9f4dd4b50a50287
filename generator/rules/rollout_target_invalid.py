"""A rollout moves weights from blue to green: it needs a green, a rule, and callers who follow the weights."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.rollouts import plan_rollouts
from generator.spec.model import Environment

CODE = "ROL002"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "a target is not fit for a rollout"
SOURCE = "Elastic Load Balancing, Forward actions, Sticky sessions"


def check(env: Environment) -> Iterator[Finding]:
    for planned in plan_rollouts(env):
        ruled = {rule.target for rule in planned.rules}
        for target in planned.targets:
            at = planned.spec.pointer / "targets" / planned.spec.targets.index(target.name)
            if target.green is None:
                yield Finding(
                    CODE, at, f"target {target.name!r} has no green: give it one, or take it out of the rollout"
                )
            elif target.name not in ruled:
                yield Finding(
                    CODE, at, f"no route leads to target {target.name!r}, so there is no weight to move: add one"
                )
            elif target.stickiness_seconds is not None:
                message = (
                    f"callers of {target.name!r} stay on their colour for {target.stickiness_seconds} s, also after a "
                    "rollback: drop 'stickinessSeconds'"
                )
                yield Finding(CODE, at, message, level="warning")
