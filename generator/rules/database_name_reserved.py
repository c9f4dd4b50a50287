"""RDS refuses reserved names in the middle of an apply, and changing one later replaces the cluster."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.aurora import RESERVED_NAMES
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS008"
LEVEL = "error"
SUMMARY = "the name of the database or of its owner is reserved"
SOURCE = "RDS API reference, CreateDBCluster, MasterUsername and DatabaseName"

RESERVED_PREFIXES = ("pg_", "rds_")


def check(env: Environment) -> Iterator[Finding]:
    database = env.database
    names = {"databaseName": database.database_name, "masterUsername": database.master_username}
    for key, name in names.items():
        if name in RESERVED_NAMES or name.startswith(RESERVED_PREFIXES):
            yield Finding(
                CODE, database.pointer / key, f"{name!r} is reserved: choose another, such as 'payments_{name}'"
            )
