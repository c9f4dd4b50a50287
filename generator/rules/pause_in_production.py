"""A paused instance takes about 15 seconds to come back, and the payment that woke it has given up by then."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS060"
LEVEL = "warning"
SUMMARY = "the database of production pauses"
SOURCE = "Aurora user guide, Scaling to Zero ACUs with automatic pause and resume"


def check(env: Environment) -> Iterator[Finding]:
    if env.production and env.database.pauses:
        message = "an idle database pauses, and its next caller waits 15 s for it: set 0.5 or more in production"
        yield Finding(CODE, env.database.serverless.pointer / "minimumCapacity", message)
