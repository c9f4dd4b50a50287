"""Name the environment variables that the platform sets for each function."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.aws.grants import KINDS
from generator.diagnostics.spec_path import SpecPath
from generator.spec.model.functions import Function

METRICS_NAMESPACE = "Payments"
ALWAYS = (
    "ENVIRONMENT_SUFFIX",
    "PAYMENTS_TENANCY",
    "POWERTOOLS_LOG_LEVEL",
    "POWERTOOLS_METRICS_NAMESPACE",
    "POWERTOOLS_SERVICE_NAME",
)
WITH_DATABASE = ("DATABASE_HOST", "DATABASE_NAME", "DATABASE_PORT", "DATABASE_READER_HOST")


def variable(kind: str, name: str) -> str | None:
    """Return the variable for a grant target: `PARAMETER_FRAUD_RULES` for the parameter `fraud/rules`."""
    prefix = KINDS[kind].variable
    return prefix and f"{prefix}_{re.sub('[^A-Za-z0-9]', '_', name).upper()}"


def generated(function: Function) -> Iterator[tuple[str, SpecPath]]:
    """Return every variable that is generated for a function, and the part of the spec that it is for."""
    for name in ALWAYS:
        yield name, function.pointer / "name"
    if function.database:
        for name in WITH_DATABASE:
            yield name, function.pointer / "database"
    for kind, grants in function.grants.by_kind().items():
        for grant in grants:
            name_or_none = variable(kind, grant.name)
            if name_or_none is not None:
                yield name_or_none, grant.pointer / "name"
