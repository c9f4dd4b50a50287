"""Replication writes into a schema of the same name: in our own schema it would overwrite what AWS has booked.

Two one-way streams over different schemas need nothing that keeps them from going round (`origin = none` of a
subscription is there from PostgreSQL 16 on).
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "MIG006"
LEVEL = "error"
SUMMARY = "a schema on-premises has the name of one of ours"
SOURCE = "PostgreSQL manual, Logical replication; lambda_src/database_migration"

# Of the ledger, of the files that made it, and of PostgreSQL.
OURS = ("ledger", "migration", "information_schema", "pg_catalog")


def check(env: Environment) -> Iterator[Finding]:
    source = env.migration.source if env.migration else None
    for index, table in enumerate(source.tables if source else ()):
        schema = table.partition(".")[0]
        if schema.lower() in OURS and source is not None:
            message = (
                f"schema {schema!r} is one of Aurora's own: replicate from another, or rename it on-premises "
                f"(ALTER SCHEMA {schema} RENAME TO payments)"
            )
            yield Finding(CODE, source.pointer / "tables" / index, message)
