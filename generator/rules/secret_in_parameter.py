"""What looks like a credential belongs into Secrets Manager: a value in a spec is in git and in the state for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "PAR005"
LEVEL = "error"
SUMMARY = "a parameter's value looks like a credential"
SOURCE = "PCI DSS v4.0.1, 8.6.2"
WAIVABLE = True

TELLING_NAME = r"(^|[/-])(password|passwd|pwd|secret|token|api-?key|private-?key|credential)s?($|[/-])"
TELLING_VALUE = r"AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY-----|\"(password|passwd|secret)\"\s*:"


def check(env: Environment) -> Iterator[Finding]:
    for parameter in env.parameters:
        if parameter.value is None:
            continue
        if re.search(TELLING_VALUE, parameter.value) or re.search(TELLING_NAME, parameter.name):
            message = (
                f"the value of {parameter.name!r} looks like a credential, and would stand in git and in the state"
            )
            remedy = "make it a SecureString without 'value', or a secret"
            yield Finding(CODE, parameter.pointer / "value", f"{message}: {remedy}")
