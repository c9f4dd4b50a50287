"""RDS refuses a parameter that the engine does not have in the middle of the apply, and a number with a unit too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.aws.aurora_parameters import PREFIXES, UNITS
from generator.diagnostics.findings import Finding, unknown_word
from generator.spec.model import Environment
from generator.spec.model.database import DatabaseParameter

CODE = "DBS051"
LEVEL = "warning"
SUMMARY = "a parameter, or its value, that Aurora PostgreSQL is not known to take"
SOURCE = "PostgreSQL manual, Server configuration; Aurora user guide, Aurora PostgreSQL parameters"

_WITH_UNIT = re.compile(r"-?\d+(\.\d+)? ?[A-Za-z]+")


def check(env: Environment) -> Iterator[Finding]:
    for parameter in env.database.parameters:
        if parameter.name in UNITS:
            yield from _value(parameter)
        elif not parameter.name.startswith(PREFIXES):
            problem = f"Aurora PostgreSQL is not known to have a parameter {parameter.name!r}"
            remedy = ": look it up in the cluster parameter group of its family"
            yield unknown_word(CODE, parameter.pointer / "name", problem, parameter.name, UNITS, remedy)


def _value(parameter: DatabaseParameter) -> Iterator[Finding]:
    unit = UNITS.get(parameter.name)
    if unit is not None and _WITH_UNIT.fullmatch(parameter.value):
        message = f"{parameter.name} is a plain number here, in {unit}: RDS takes no unit in {parameter.value!r}"
        yield Finding(CODE, parameter.pointer / "value", message)
