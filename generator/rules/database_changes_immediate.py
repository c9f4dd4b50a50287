"""A change that restarts an instance cuts payments off: in production it waits for the maintenance window."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS018"
LEVEL = "warning"
SUMMARY = "changes of the production database are made at once"
SOURCE = "RDS API reference, ModifyDBCluster, ApplyImmediately"


def check(env: Environment) -> Iterator[Finding]:
    database = env.database
    # A major upgrade has to: see DBS050.
    if env.production and database.apply_immediately and not database.allow_major_version_upgrade:
        message = "an apply may restart the production database at any hour: drop it to wait for 'maintenanceWindow'"
        yield Finding(CODE, database.pointer / "applyImmediately", message)
