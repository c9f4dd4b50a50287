"""RDS installs minor versions by itself; a pinned one would be taken back by the next apply, which RDS refuses."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS010"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "a minor version is pinned while RDS upgrades by itself"
SOURCE = "Terraform AWS provider, aws_rds_cluster, engine_version"


def check(env: Environment) -> Iterator[Finding]:
    database = env.database
    if "." in database.engine_version and database.auto_minor_version_upgrade:
        remedy = f'set "{database.major_version}", or autoMinorVersionUpgrade: false'
        message = f"RDS upgrades {database.engine_version} by itself, then every apply fails: {remedy}"
        yield Finding(CODE, database.pointer / "engineVersion", message)
    elif not database.auto_minor_version_upgrade:
        message = "security fixes of the database wait for somebody to raise 'engineVersion' (PCI DSS 6.3.3: a month)"
        yield Finding(CODE, database.pointer / "autoMinorVersionUpgrade", message, level="warning")
