"""What AWS has booked must be on-premises before weights go back there: who reads such a payment would get 404."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.migration import active_migration
from generator.spec.model import Environment

CODE = "MIG010"
LEVEL = "error"
SUMMARY = "going back loses what AWS has booked"
SOURCE = "docs/migration.md, The way back"
WAIVABLE = True


def check(env: Environment) -> Iterator[Finding]:
    move = active_migration(env)
    if move is not None and move.phase == "shift" and not move.replication.fallback:
        message = (
            "without 'fallback' nothing carries what AWS books back, and a rollout that goes back by itself hides it: "
            "set 'fallback' to true until phase complete"
        )
        yield Finding(CODE, move.replication.pointer / "fallback", message)
