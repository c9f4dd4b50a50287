"""The endpoints of the database have their own parameters: a second one of the name makes the apply fail."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.database_access import ENDPOINT_PARAMETERS
from generator.spec.model import Environment

CODE = "DBS012"
LEVEL = "error"
SUMMARY = "a parameter has the name of a database endpoint"
SOURCE = "generator/builders/database/endpoints.py"


def check(env: Environment) -> Iterator[Finding]:
    for parameter in env.parameters:
        if parameter.name in ENDPOINT_PARAMETERS:
            message = f"{parameter.name!r} is made with the database and holds its host: choose another name"
            yield Finding(CODE, parameter.pointer / "name", message)
