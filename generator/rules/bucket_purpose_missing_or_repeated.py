"""Logs go to the one bucket of their purpose: with none they go nowhere, with two to either."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment
from generator.spec.model.buckets import Purpose

CODE = "S3B001"
LEVEL = "error"
SUMMARY = "there is not exactly one bucket for a purpose"
SOURCE = "docs/decisions/0010-access-logs-are-replicated.md"

ONE_OF_EACH: tuple[Purpose, ...] = ("audit", "access-logs", "access-archive")


def check(env: Environment) -> Iterator[Finding]:
    for purpose in ONE_OF_EACH:
        having = [bucket for bucket in env.buckets if bucket.purpose == purpose]
        if not having:
            message = f"no bucket has the purpose {purpose!r}: add one, or set it on the bucket that is for it"
            yield Finding(CODE, env.pointer / "buckets", message)
        for second in having[1:]:
            message = (
                f"bucket {having[0].name!r} has the purpose {purpose!r} already, and there is one of each: set "
                f"'purpose: records' on {second.name!r}, or remove the other"
            )
            yield Finding(CODE, second.pointer / "purpose", message)
