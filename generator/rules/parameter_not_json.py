"""A function that reads broken JSON fails with its next request: it must fail here."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "PAR002"
LEVEL = "error"
SUMMARY = "a parameter of format json is not JSON"
SOURCE = "RFC 8259"


def check(env: Environment) -> Iterator[Finding]:
    for parameter in env.parameters:
        if parameter.format != "json" or parameter.value is None:
            continue
        try:
            json.loads(parameter.value)
        except (ValueError, RecursionError) as error:
            message = f"the value of {parameter.name!r} is not JSON: {error}"
            yield Finding(CODE, parameter.pointer / "value", message)
