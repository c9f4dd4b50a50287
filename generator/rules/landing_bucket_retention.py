"""Access logs land without the customer's key, as AWS can't use it, and are to be gone soon after they are copied."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment
from generator.spec.model.buckets import Bucket

CODE = "S3B004"
LEVEL = "warning"
SUMMARY = "access logs stay too long, or too short a time, where they land"
SOURCE = "docs/decisions/0010-access-logs-are-replicated.md"

LEAST_DAYS = 3
MOST_DAYS = 31


def check(env: Environment) -> Iterator[Finding]:
    for bucket in env.buckets:
        if bucket.purpose == "access-logs":
            yield from _landing(bucket)


def _landing(bucket: Bucket) -> Iterator[Finding]:
    lifecycle = bucket.lifecycle
    kept = lifecycle.expire_after_days + lifecycle.noncurrent_expire_after_days
    if lifecycle.glacier_after_days is not None:
        message = f"bucket {bucket.name!r} is a landing place, its archive is another: set 'glacierAfterDays' to null"
        yield Finding(CODE, lifecycle.pointer / "glacierAfterDays", message)
    if lifecycle.expire_after_days < LEAST_DAYS:
        message = (
            f"access logs expire {lifecycle.expire_after_days} days after landing in {bucket.name!r}, and are lost "
            f"when their replication fails over a weekend: set 'expireAfterDays' to {LEAST_DAYS} or more"
        )
        yield Finding(CODE, lifecycle.pointer / "expireAfterDays", message)
    elif kept > MOST_DAYS:
        message = (
            f"access logs lie in {bucket.name!r} for {kept} days without the customer's key though the archive has "
            f"them within the hour: lower 'expireAfterDays' and 'noncurrentExpireAfterDays', to {MOST_DAYS} together"
        )
        yield Finding(CODE, lifecycle.pointer / "expireAfterDays", message)
