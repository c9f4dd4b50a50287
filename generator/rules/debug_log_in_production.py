"""A debug log shows what a request held; in production that may be what must never be logged."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "FUN016"
LEVEL = "warning"
SUMMARY = "a function of production logs at DEBUG"
SOURCE = "PCI DSS v4.0.1, 3.2 and 6.5.6"


def check(env: Environment) -> Iterator[Finding]:
    for function in env.functions:
        if env.production and function.log_level == "DEBUG":
            message = f"{function.name!r} logs what it was sent, and at a price: set INFO in production"
            yield Finding(CODE, function.pointer / "logLevel", message)
