"""Addresses on-premises and a function are two systems of record: a split books a retry twice, and hides payments.

Each request is dealt to a side anew, so that a retry with the same Idempotency-Key comes to the other ledger, which
does not know it; and what one side has booked is 404 on the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.rollouts import moved_targets
from generator.spec.model import Environment
from generator.spec.model.load_balancer import Target

CODE = "MIG004"
LEVEL = "error"
SUMMARY = "requests that change something are split over two systems of record"
SOURCE = "docs/migration.md, A payment belongs to one colour"
WAIVABLE = True

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def check(env: Environment) -> Iterator[Finding]:
    moved = moved_targets(env.rollouts)
    writing = {route.target: route.name for route in env.api.routes if route.method not in SAFE_METHODS}
    for target in env.load_balancer.targets:
        if target.name not in writing or not _is_two_systems(target):
            continue
        how = _how_split(target, rolled=target.name in moved)
        if how:
            message = (
                f"{how} {target.name!r} between addresses on-premises and a function, and route "
                f"{writing[target.name]!r} changes something: a retry may be booked on both sides. Describe the move "
                "in 'migration', whose relay claims each payment for one of them; or give all to one side"
            )
            yield Finding(CODE, target.weights.pointer, message)


def _is_two_systems(target: Target) -> bool:
    return {backend.type for backend in target.backends().values()} == {"ip", "lambda"}


def _how_split(target: Target, *, rolled: bool) -> str:
    if rolled:
        return "a rollout splits"
    if target.ignore_weight_changes:
        return "somebody outside splits"
    return "weights split" if target.weights.blue and target.weights.green else ""
