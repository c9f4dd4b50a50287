"""RDS refuses to scale an engine to nothing that cannot pause."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS062"
LEVEL = "error"
SUMMARY = "this version of the engine cannot pause"
SOURCE = "Aurora user guide, Scaling to Zero ACUs with automatic pause and resume: supported versions"

# The first minor version of each major one that can pause; of later major versions all can.
FIRST_MINOR = {"13": 15, "14": 12, "15": 7, "16": 3}


def check(env: Environment) -> Iterator[Finding]:
    major, _, minor = env.database.engine_version.partition(".")
    least = FIRST_MINOR.get(major)
    if env.database.pauses and minor and least is not None and int(minor) < least:
        message = f"{major}.{minor} cannot pause: set {major}.{least} or later, or a minimumCapacity of 0.5"
        yield Finding(CODE, env.database.serverless.pointer / "minimumCapacity", message)
