"""Aurora offers no minor version that PostgreSQL has not published, and not the first ones of a major version."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.aurora import FIRST_MINOR, NEWEST_MINOR, YEAR_OF_MINORS
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS082"
LEVEL = "error"
SUMMARY = "Aurora has no such minor version"
SOURCE = "Aurora PostgreSQL release notes; PostgreSQL versioning policy"


def check(env: Environment) -> Iterator[Finding]:
    major, _, minor = env.database.engine_version.partition(".")
    if not minor or major not in FIRST_MINOR:
        return
    first, newest = FIRST_MINOR[major], NEWEST_MINOR[major]
    # Later ones come out after this was written: four a year.
    if not first <= int(minor) <= newest + YEAR_OF_MINORS:
        known = f"{major}.{first} is the first, {major}.{newest} the newest of November 2026"
        message = f'Aurora has no PostgreSQL {major}.{minor}: {known}; write "{major}" for the newest'
        yield Finding(CODE, env.database.pointer / "engineVersion", message)
