"""A function that does not know who signs for the database refuses to log in: every region has its own authorities."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.availability_zones import ZONES
from generator.diagnostics.findings import Finding
from generator.diagnostics.spec_path import SpecPath
from generator.spec.model import Environment
from generator.spec.model.functions import Function

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
    lacking = [function.name for function in env.functions if function.database and not _names_bundle(function)]
    if lacking:
        trust = "trust" if len(lacking) > 1 else "trusts"
        message = (
            f"{', '.join(map(repr, lacking))} {trust} the databases of {BUNDLED_REGION} only: add the bundle of "
            f"{env.aws_region} to the code and name it in the variable {VARIABLE}"
        )
        yield Finding(CODE, SpecPath(("awsRegion",)), message)


def _names_bundle(function: Function) -> bool:
    return VARIABLE in [variable.name for variable in function.environment]
