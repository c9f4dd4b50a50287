"""A burstable instance that has used up its credits is throttled, and every payment waits."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.aurora import BURSTABLE_FAMILIES
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS013"
LEVEL = "warning"
SUMMARY = "production runs on burstable instances"
SOURCE = "Aurora user guide, Aurora DB instance classes: T classes for development only"


def check(env: Environment) -> Iterator[Finding]:
    database = env.database
    chosen = {
        database.pointer / "instanceClass": database.instance_class,
        database.readers.pointer / "instanceClass": database.readers.instance_class,
    }
    for at, name in chosen.items():
        if env.production and name is not None and name.split(".")[1] in BURSTABLE_FAMILIES:
            message = f"{name} is throttled without credits, unfit for production: choose db.serverless or a db.r class"
            yield Finding(CODE, at, message)
