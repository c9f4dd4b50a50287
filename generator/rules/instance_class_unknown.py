"""RDS refuses a class that Aurora PostgreSQL does not come in, after the cluster has been made."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.aws.aurora import BURSTABLE_FAMILIES, BURSTABLE_SIZES, INSTANCE_FAMILIES, SIZE
from generator.diagnostics.findings import Finding
from generator.diagnostics.suggestions import did_you_mean
from generator.spec.model import Environment
from generator.spec.model.database import SERVERLESS

CODE = "DBS005"
LEVEL = "error"
SUMMARY = "Aurora PostgreSQL does not run on the instance class"
SOURCE = "Aurora user guide, Aurora DB instance classes"


def check(env: Environment) -> Iterator[Finding]:
    database = env.database
    chosen = {database.pointer / "instanceClass": database.instance_class}
    if database.readers.instance_class is not None:
        chosen[database.readers.pointer / "instanceClass"] = database.readers.instance_class
    for at, name in chosen.items():
        message = "" if name == SERVERLESS else _fault(name)
        if message:
            yield Finding(CODE, at, message)


def _fault(name: str) -> str:
    """What is wrong with a class such as `db.r7g.large`; nothing where it is right."""
    _, family, size = name.split(".")
    if family not in INSTANCE_FAMILIES:
        known = ", ".join(INSTANCE_FAMILIES)
        hint = did_you_mean(family, INSTANCE_FAMILIES) or f": choose {SERVERLESS} or one of {known}"
        return f"Aurora PostgreSQL has no instances of the family {family!r}{hint}"
    if family in BURSTABLE_FAMILIES:
        sizes = " or ".join(BURSTABLE_SIZES)
        return "" if size in BURSTABLE_SIZES else f"db.{family} comes in {sizes} only, not in {size!r}"
    return "" if re.fullmatch(SIZE, size) else f"db.{family} comes in large and above, such as db.{family}.large"
