"""A side that is only read books nothing: before green has all payments, blue's share would go to green, past every
guard.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.migration import active_migration
from generator.spec.model import Environment

CODE = "MIG015"
LEVEL = "error"
SUMMARY = "on-premises is closed before green has all payments"
SOURCE = "docs/migration.md, After on-premises"


def check(env: Environment) -> Iterator[Finding]:
    move = active_migration(env)
    if move is not None and move.relay is not None and move.relay.read_only and move.phase != "complete":
        message = (
            f"in phase {move.phase} on-premises books what blue gets, and the relay would hand it all to green: set it "
            "in phase complete, when nobody will go back"
        )
        yield Finding(CODE, move.relay.pointer / "readOnly", message)
