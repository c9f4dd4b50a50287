"""A PostgreSQL without standard support costs a surcharge and is patched late, or Aurora does not offer it at all."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.aurora import SUPPORTED_UNTIL
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS002"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "Aurora does not offer or no longer supports the PostgreSQL version"
SOURCE = "Aurora user guide, Aurora PostgreSQL release calendar"


def check(env: Environment) -> Iterator[Finding]:
    major, at = env.database.major_version, env.database.pointer / "engineVersion"
    if major not in SUPPORTED_UNTIL:
        known = ", ".join(SUPPORTED_UNTIL)
        yield Finding(CODE, at, f"Aurora has no PostgreSQL {major} in standard support: choose {known}")
    elif major == min(SUPPORTED_UNTIL, key=int):
        until, newest = SUPPORTED_UNTIL[major], max(SUPPORTED_UNTIL, key=int)
        message = f"standard support of PostgreSQL {major} ends on {until}, then it costs more: plan for {newest}"
        yield Finding(CODE, at, message, level="warning")
