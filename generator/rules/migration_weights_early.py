"""Payments come to green by the rollout alone, once data is there and compared: never by an apply."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.migration import SHIFTED, active_migration
from generator.spec.model import Environment

CODE = "MIG001"
LEVEL = "error"
SUMMARY = "weights do not suit the phase of the migration"
SOURCE = "docs/migration.md, Phases"

REMEDIES = {
    "prepare": "set blue to 100 and green to 0; payments come to green in phase shift, by the rollout 'migration'",
    "replicate": "set blue to 100 and green to 0; payments come to green in phase shift, by the rollout 'migration'",
    "shift": "set blue to 100 and green to 0, where a rule of a new route begins; the rollout moves all others",
    "complete": "set blue to 0 and green to 100: a rule of a new route begins with these",
}


def check(env: Environment) -> Iterator[Finding]:
    move = active_migration(env)
    if move is None:
        return
    green = 100 if move.phase == "complete" else 0
    for target in env.load_balancer.targets:
        if target.name not in move.rollout.targets:
            continue
        if target.weights.green != green:
            message = f"{target.weights.green} per cent of {target.name!r} go to green in phase {move.phase}"
            yield Finding(CODE, target.weights.pointer / "green", f"{message}: {REMEDIES[move.phase]}")
        if target.ignore_weight_changes and move.phase not in SHIFTED:
            message = (
                f"the weights of {target.name!r} are moved from outside, where nobody knows the phase {move.phase}: "
                "drop 'ignoreWeightChanges'"
            )
            yield Finding(CODE, target.pointer / "ignoreWeightChanges", message)
