"""The platform forces TLS and keeps card data and passwords out of the logs: a spec cannot take that back."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.aurora import PARAMETERS
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS011"
LEVEL = "error"
SUMMARY = "a parameter is set by the platform"
SOURCE = "generator/aws/aurora.py"


def check(env: Environment) -> Iterator[Finding]:
    own = {parameter.name: parameter for parameter in PARAMETERS if not parameter.yields}
    for parameter in env.database.parameters:
        platform = own.get(parameter.name)
        if platform is not None:
            message = f"the platform sets {platform.name} to {platform.value!r} ({platform.why}): drop this entry"
            yield Finding(CODE, parameter.pointer / "name", message)
