"""S3 refuses to move an object to Glacier on the day on which it expires, or later."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "S3B002"
LEVEL = "error"
SUMMARY = "objects expire before they move to Glacier"
SOURCE = "S3 API reference, PutBucketLifecycleConfiguration"


def check(env: Environment) -> Iterator[Finding]:
    for bucket in env.buckets:
        lifecycle = bucket.lifecycle
        moved = lifecycle.glacier_after_days
        if moved is not None and moved >= lifecycle.expire_after_days:
            message = (
                f"objects of bucket {bucket.name!r} expire after {lifecycle.expire_after_days} days and would move to "
                f"Glacier after {moved}: raise 'expireAfterDays', or set 'glacierAfterDays' to null"
            )
            yield Finding(CODE, lifecycle.pointer / "glacierAfterDays", message)
