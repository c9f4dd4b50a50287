"""Callers ask for what on-premises has booked long after it is gone: they read, refund and repeat its payments."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.migration import active_migration
from generator.spec.model import Environment

CODE = "MIG014"
LEVEL = "error"
SUMMARY = "once on-premises is gone, nothing knows what it has booked"
SOURCE = "docs/migration.md, After on-premises"
WAIVABLE = True


def check(env: Environment) -> Iterator[Finding]:
    move = active_migration(env)
    if move is None or move.phase != "complete" or move.source is None:
        return
    lost = "its payments are answered 404 once it is decommissioned, and a key from before claims is booked again"
    if move.replication.method != "logical":
        message = (
            f"with dms nothing keeps what on-premises has booked: {lost}. Stay in this phase for as long as callers ask"
        )
        yield Finding(CODE, move.replication.pointer / "method", message)
    elif move.source.payments is None:
        message = f"nothing says how a row of the copy is a payment of on-premises: {lost}. Set 'payments'"
        yield Finding(CODE, move.source.pointer / "payments", message, fallback_pointer=move.source.pointer)
