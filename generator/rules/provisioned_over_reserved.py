"""Provisioned concurrency is taken out of the reserved one: Lambda refuses more."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "FUN004"
LEVEL = "error"
SUMMARY = "more concurrency is provisioned than reserved"
SOURCE = "AWS Lambda developer guide, Configuring provisioned concurrency"


def check(env: Environment) -> Iterator[Finding]:
    for function in env.functions:
        aliases = function.aliases.by_colour().values()
        provisioned = sum(alias.provisioned_concurrency for alias in aliases)
        if function.reserved_concurrency is not None and provisioned > function.reserved_concurrency:
            widest = max(aliases, key=lambda alias: alias.provisioned_concurrency)
            message = (
                f"both aliases provision {provisioned}, {function.name!r} reserves {function.reserved_concurrency}: "
                "provision less, or reserve more"
            )
            yield Finding(CODE, widest.pointer / "provisionedConcurrency", message)
