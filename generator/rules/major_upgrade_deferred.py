"""The old parameter group of a major upgrade can go only when the cluster has left it: an upgrade that waits for the
maintenance window keeps it in use, and the apply fails when it deletes it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS050"
LEVEL = "warning"
SUMMARY = "a major upgrade waits for the maintenance window"
SOURCE = "Aurora user guide, Performing a major version upgrade; RDS API reference, DeleteDBClusterParameterGroup"


def check(env: Environment) -> Iterator[Finding]:
    database = env.database
    if database.allow_major_version_upgrade and not database.apply_immediately:
        message = (
            "a major upgrade that waits for 'maintenanceWindow' leaves the old parameter group in use, and the apply "
            "that deletes it fails: set 'applyImmediately: true' for this change, and apply at an hour of your choice"
        )
        yield Finding(CODE, database.pointer / "allowMajorVersionUpgrade", message)
