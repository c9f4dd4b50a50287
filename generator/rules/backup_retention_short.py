"""A fault that nobody sees for a few days can only be undone from a backup that is still there."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS006"
LEVEL = "warning"
SUMMARY = "backups of production are kept for less than a week"
SOURCE = "AWS Well-Architected, REL09-BP02; PCI DSS v4.0.1, 12.10.1"

WEEK = 7


def check(env: Environment) -> Iterator[Finding]:
    backup = env.database.backup
    if env.production and backup.retention_days < WEEK:
        message = (
            f"production can go back {backup.retention_days} days only: set 'retentionDays' to {WEEK} or more, up to 35"
        )
        yield Finding(CODE, backup.pointer / "retentionDays", message)
