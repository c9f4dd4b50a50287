"""S3 delivers no access logs into a bucket that locks by default."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "S3B060"
LEVEL = "error"
SUMMARY = "a bucket that takes access logs locks objects"
SOURCE = "S3 user guide, Object Lock considerations: default retention and server access logs"


def check(env: Environment) -> Iterator[Finding]:
    for bucket in env.buckets:
        if bucket.object_lock is not None and bucket.purpose == "access-logs":
            message = "S3 writes no access logs into a bucket that locks: lock the one of purpose 'access-archive'"
            yield Finding(CODE, bucket.pointer / "objectLock", message)
