"""Native logical replication is PostgreSQL's; AWS DMS reads the others, and has settings of its own."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.migration import active_migration
from generator.spec.model import Environment

CODE = "MIG008"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "the method of replication does not suit the database"
SOURCE = "PostgreSQL manual, Logical replication; AWS DMS user guide, Sources for data migration"


def check(env: Environment) -> Iterator[Finding]:
    move = active_migration(env)
    if move is None or move.source is None:
        return
    engine, replication = move.source.engine, move.replication
    if replication.method == "logical" and engine != "postgres":
        message = f"{engine} knows no logical replication of PostgreSQL: set 'method' to dms"
        yield Finding(CODE, replication.pointer / "method", message, fallback_pointer=move.source.pointer / "engine")
    if replication.method == "dms" and engine == "postgres":
        message = (
            "DMS copies PostgreSQL by a replication instance, table by table: 'method: logical' does it natively, "
            "and compares both sides as a check of the rollout"
        )
        yield Finding(CODE, replication.pointer / "method", message, level="warning")
    if replication.method == "dms" and replication.certificate_arn is None:
        message = (
            "DMS would take any server for the database on-premises: import the certificate of its CA "
            "(aws dms import-certificate), and name it in 'certificateArn'"
        )
        yield Finding(
            CODE, replication.pointer / "certificateArn", message, fallback_pointer=replication.pointer / "method"
        )
