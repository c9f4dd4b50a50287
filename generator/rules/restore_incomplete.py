"""A cluster is restored from one place: RDS refuses none, and two."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS063"
LEVEL = "error"
SUMMARY = "it is not clear what the cluster is restored from"
SOURCE = "RDS API reference, RestoreDBClusterFromSnapshot and RestoreDBClusterToPointInTime"


def check(env: Environment) -> Iterator[Finding]:
    origin = env.database.restore_from
    if origin is None:
        return
    if (origin.snapshot is None) == (origin.cluster is None):
        message = "give 'snapshot', or 'cluster' with the 'time' to go back to: one of both"
        yield Finding(CODE, origin.pointer, message)
    elif origin.time is not None and origin.cluster is None:
        message = "a snapshot is of one moment: drop 'time', or name the 'cluster' whose backups are taken"
        yield Finding(CODE, origin.pointer / "time", message)
