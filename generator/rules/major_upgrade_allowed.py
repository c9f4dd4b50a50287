"""A permission that stays on lets a slip in engineVersion upgrade the cluster for good: there is no way back."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS017"
LEVEL = "warning"
SUMMARY = "major upgrades of the database stay allowed"
SOURCE = "Aurora user guide, Performing a major version upgrade"


def check(env: Environment) -> Iterator[Finding]:
    database = env.database
    if database.allow_major_version_upgrade:
        message = "a slip in 'engineVersion' upgrades for good while this is on: drop it once the upgrade is done"
        yield Finding(CODE, database.pointer / "allowMajorVersionUpgrade", message)
