"""RDS takes values in the parameter's own unit and range only, and refuses others in mid-apply."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.aws.aurora import PARAMETERS
from generator.aws.database_parameters import ParameterType, in_parameter_unit, is_formula, known_parameters
from generator.diagnostics.findings import Finding, Fix, Location
from generator.spec.model import Environment

CODE = "DBS081"
LEVEL = "error"
SUMMARY = "a database parameter has a value that RDS does not take"
SOURCE = "generator/aws/database_parameters.json"

OF_PLATFORM = frozenset(parameter.name for parameter in PARAMETERS if not parameter.yields)
_NUMBERS = {"integer": re.compile(r"-?\d+"), "real": re.compile(r"-?\d+(\.\d+)?")}
_SWITCHES = {"on": "1", "true": "1", "yes": "1", "off": "0", "false": "0", "no": "0"}


def check(env: Environment) -> Iterator[Finding]:
    for parameter in env.database.parameters:
        known = known_parameters().get(parameter.name)
        # Of an entry that the platform takes out, its value is not asked (DBS011).
        if known is None or is_formula(parameter.value) or parameter.name in OF_PLATFORM:
            continue
        message, new = _fault(parameter.name, parameter.value, known)
        if message:
            fix = Fix(Location(""), parameter.value, new) if new else None
            yield Finding(CODE, parameter.pointer / "value", message, fix=fix)


def _fault(name: str, value: str, known: ParameterType) -> tuple[str, str | None]:
    """What is wrong, and the value that is meant for certain."""
    if known.kind == "bool":
        return ("", None) if value in ("0", "1") else _no_switch(name, value)
    if known.kind == "enum" and value not in known.values:
        return f"{name} is one of {', '.join(known.values)}, not {value!r}", None
    if known.kind not in _NUMBERS:
        return "", None
    number = value.strip()
    if not _NUMBERS[known.kind].fullmatch(number):
        return _no_number(name, value, known)
    return _out_of_range(name, float(number), known), None


def _no_switch(name: str, value: str) -> tuple[str, str | None]:
    new = _SWITCHES.get(value.casefold())
    hint = f': write "{new}"' if new else ""
    return f"{name} is 0 or 1, not {value!r}{hint}", new


def _no_number(name: str, value: str, known: ParameterType) -> tuple[str, str | None]:
    of = f" of {known.unit}" if known.unit else ""
    converted = in_parameter_unit(value.strip(), known.unit)
    if converted is None:
        return f"{name} is a {'whole ' if known.kind == 'integer' else ''}number{of}, not {value!r}", None
    return f'{name} is a number{of}, without a unit: write "{converted}" for {value}', str(converted)


def _out_of_range(name: str, number: float, known: ParameterType) -> str:
    if known.least is not None and number < known.least:
        return f"{number:g} is too small for {name}: the least is {known.least:.15g}"
    if known.most is not None and number > known.most:
        return f"{number:.15g} is too large for {name}: the most is {known.most:.15g}"
    return ""
