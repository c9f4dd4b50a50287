"""Who logged in and who changed roles or tables must be on record for a year (PCI DSS 10.2, 10.5.1)."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS015"
LEVEL = "warning"
SUMMARY = "the audit trail of the database is not kept"
SOURCE = "PCI DSS v4.0.1, 10.2.1 and 10.5.1"

YEAR = 365


def check(env: Environment) -> Iterator[Finding]:
    logs = env.database.logs
    if "postgresql" not in logs.exports:
        message = "the audit trail of logins and changes is in the log 'postgresql', which is not exported: add it"
        yield Finding(CODE, logs.pointer / "exports", message)
    if logs.retention_days < YEAR:
        message = f"the audit trail of the database is gone after {logs.retention_days} days: keep a year, such as 400"
        yield Finding(CODE, logs.pointer / "retentionDays", message)
