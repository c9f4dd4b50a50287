"""The rollout may go on only while replication is healthy and both sides are alike: nothing else would stop it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.migration import PROCESSING, REPLICATOR, ROLLOUT, SHIFTED, active_migration
from generator.spec.model import Environment

CODE = "MIG009"
LEVEL = "error"
SUMMARY = "payments move without a look at replication"
SOURCE = "docs/migration.md, Phases"
WAIVABLE = True


def check(env: Environment) -> Iterator[Finding]:
    move = active_migration(env)
    if move is None or move.phase not in SHIFTED:
        return
    rollouts = {rollout.name: rollout for rollout in env.rollouts}
    if ROLLOUT not in rollouts:
        yield Finding(
            CODE, move.pointer / "phase", f"rollout {ROLLOUT!r} is removed, and nothing moves the weights: keep it"
        )
    elif PROCESSING not in rollouts[ROLLOUT].targets:
        message = f"the rollout does not move {PROCESSING!r}, which books the payments: add it"
        yield Finding(CODE, rollouts[ROLLOUT].pointer / "targets", message)
    elif move.replication.method == "logical" and REPLICATOR not in rollouts[ROLLOUT].checks:
        message = f"nothing stops the rollout where data is late or differs: add {REPLICATOR!r} to its checks"
        yield Finding(CODE, rollouts[ROLLOUT].pointer / "checks", message)
