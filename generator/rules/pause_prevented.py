"""A proxy keeps connections to its database open, which counts as use: no instance pauses, and all are paid for."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS061"
LEVEL = "warning"
SUMMARY = "what would pause the database is kept from it"
SOURCE = "Aurora user guide, Scaling to Zero ACUs with automatic pause and resume"


def check(env: Environment) -> Iterator[Finding]:
    database = env.database
    if database.pauses and database.proxy.enabled:
        message = "the proxy keeps connections open, so that no instance ever pauses: set 0.5, or turn the proxy off"
        yield Finding(CODE, database.serverless.pointer / "minimumCapacity", message)
