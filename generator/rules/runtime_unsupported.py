"""A runtime without patches may not run in PCI scope (6.3.3), and Lambda refuses to make functions with it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.runtimes import DEPRECATED, SUPPORTED, TOO_OLD
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "FUN005"
LEVEL = "error"
SUMMARY = "the runtime is deprecated, too old or not known"
SOURCE = "AWS Lambda developer guide, Lambda runtimes"


def check(env: Environment) -> Iterator[Finding]:
    for function in env.functions:
        fault = _fault(function.runtime)
        if fault:
            remedy = f"choose {' or '.join(SUPPORTED)}"
            yield Finding(CODE, function.pointer / "runtime", f"{fault}: {remedy}")


def _fault(runtime: str) -> str:
    if runtime in SUPPORTED:
        return ""
    if runtime in DEPRECATED:
        return f"{runtime} gets no more patches since {DEPRECATED[runtime]}"
    if runtime in TOO_OLD:
        return f"{runtime} is older than the language of the functions, Python 3.12"
    return f"{runtime} is not a runtime that this version of the generator knows"
