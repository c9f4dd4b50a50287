"""A fault in a program is often noticed after a weekend; by then the data must still be there to go back to."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DDB012"
LEVEL = "warning"
SUMMARY = "production tables can go back less than a week"
SOURCE = "DynamoDB developer guide, Point-in-time recovery"

WEEK = 7


def check(env: Environment) -> Iterator[Finding]:
    for table in env.tables:
        if env.production and table.recovery_days < WEEK:
            message = (
                f"production can take table {table.name!r} back {table.recovery_days} days only: set 'recoveryDays' to "
                f"{WEEK} or more, up to 35"
            )
            yield Finding(CODE, table.pointer / "recoveryDays", message)
