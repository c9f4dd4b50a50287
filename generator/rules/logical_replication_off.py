"""Aurora writes and reads logical changes only where its parameters let it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.migration import active_migration
from generator.spec.model import Environment

CODE = "MIG013"
LEVEL = "error"
SUMMARY = "a parameter of Aurora keeps it from replicating"
SOURCE = "Aurora user guide, Setting up logical replication for your Aurora PostgreSQL DB cluster"

# One subscription and one slot each way, and as many again while tables are copied.
LEAST = {
    "rds.logical_replication": 1,
    "max_logical_replication_workers": 4,
    "max_replication_slots": 4,
    "max_wal_senders": 4,
    "max_worker_processes": 8,
}


def check(env: Environment) -> Iterator[Finding]:
    move = active_migration(env)
    if move is None or move.source is None or move.replication.method != "logical":
        return
    for parameter in env.database.parameters:
        least = LEAST.get(parameter.name)
        if least is not None and parameter.value.isdigit() and int(parameter.value) < least:
            message = f"replication needs {parameter.name} of {least} or more: set it, or leave it out"
            yield Finding(CODE, parameter.pointer / "value", message)
