"""Logs that show who did what must last a year, three months of it at hand (PCI DSS 10.5.1)."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "FUN017"
LEVEL = "warning"
SUMMARY = "the log of a function is kept for less than a year"
SOURCE = "PCI DSS v4.0.1, 10.5.1"

YEAR = 365


def check(env: Environment) -> Iterator[Finding]:
    for function in env.functions:
        if function.log_retention_days < YEAR:
            message = f"the log is gone after {function.log_retention_days} days: keep a year, such as 400"
            yield Finding(CODE, function.pointer / "logRetentionDays", message)
