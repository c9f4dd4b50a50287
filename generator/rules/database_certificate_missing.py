"""A function that does not know who signs for the database refuses to log in: every region has its own authorities."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.zones import ZONES
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS020"
LEVEL = "warning"
SUMMARY = "the functions do not trust the database of the region"
SOURCE = "RDS user guide, Using SSL/TLS to encrypt a connection: certificate bundles by region"

# Of lambda_src/adapters/certificates.
BUNDLED_REGION = "us-east-1"
VARIABLE = "DATABASE_CA_FILE"


def check(env: Environment) -> Iterator[Finding]:
    if env.aws_region == BUNDLED_REGION or env.aws_region not in ZONES:
        return  # Of a region that is not known, NET004 speaks.
    for function in env.functions:
        if function.database and VARIABLE not in [variable.name for variable in function.environment]:
            message = (
                f"{function.name!r} trusts the databases of {BUNDLED_REGION} only: add the bundle of "
                f"{env.aws_region} to its code and name it in the variable {VARIABLE}"
            )
            yield Finding(CODE, function.pointer / "database", message)
