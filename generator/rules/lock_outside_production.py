"""What is locked in compliance mode is paid for until its time is over, whatever the environment was for."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "PRO061"
LEVEL = "warning"
SUMMARY = "an environment that is no production locks objects for good"
SOURCE = "S3 user guide, Locking objects with Object Lock: retention modes"


def check(env: Environment) -> Iterator[Finding]:
    for bucket in env.buckets:
        lock = bucket.object_lock
        if lock is not None and lock.mode == "COMPLIANCE" and not env.production:
            message = (
                f"nobody can delete what {bucket.name!r} holds, nor destroy the environment, for {lock.days} days: "
                "set GOVERNANCE, or 'production: true'"
            )
            yield Finding(CODE, lock.pointer / "mode", message)
