"""Payments are kept from the copy: from a table that is not replicated nothing is there to keep."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.migration import active_migration
from generator.spec.model import Environment

CODE = "MIG016"
LEVEL = "warning"
SUMMARY = "payments are to be kept from a table that is not replicated"
SOURCE = "docs/migration.md, After on-premises"


def check(env: Environment) -> Iterator[Finding]:
    move = active_migration(env)
    if move is None or move.source is None or move.source.payments is None:
        return
    payments = move.source.payments
    schema = payments.table.partition(".")[0]
    if {payments.table, f"{schema}.*"}.isdisjoint(move.source.tables):
        message = (
            f"{payments.table} is not among 'tables': add it, or make a view of that name over the copy in Aurora "
            "before it is kept"
        )
        yield Finding(CODE, payments.pointer / "table", message)
