"""RDS refuses a class that Aurora PostgreSQL does not come in, after the cluster has been made."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.aws.aurora import BURSTABLE_FAMILIES, BURSTABLE_SIZES, INSTANCE_FAMILIES, SIZE
from generator.diagnostics.findings import Finding, unknown_name
from generator.diagnostics.spec_path import SpecPath
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
        if name != SERVERLESS:
            yield from _class(name, at)


def _class(name: str, at: SpecPath) -> Iterator[Finding]:
    """What is wrong with a class such as `db.r7g.large`."""
    _, family, size = name.split(".")
    if family not in INSTANCE_FAMILIES:
        problem = f"Aurora PostgreSQL has no instances of the family {family!r}"
        remedy = f": choose {SERVERLESS} or one of {', '.join(INSTANCE_FAMILIES)}"
        yield unknown_name(CODE, at, problem, family, INSTANCE_FAMILIES, remedy)
    elif family in BURSTABLE_FAMILIES:
        if size not in BURSTABLE_SIZES:
            yield Finding(CODE, at, f"db.{family} comes in {' or '.join(BURSTABLE_SIZES)} only, not in {size!r}")
    elif not re.fullmatch(SIZE, size):
        yield Finding(CODE, at, f"db.{family} comes in large and above, such as db.{family}.large")
