"""Whoever wants to hide deletes the trail. It must stay as a noncurrent version for as long as it takes to notice."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding, Level
from generator.spec.model import Environment

CODE = "S3B005"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "a deleted audit trail can be had back for too short a time"
SOURCE = "PCI DSS v4.0.1, 10.3.2"

LEAST_DAYS = 90


def check(env: Environment) -> Iterator[Finding]:
    level: Level = "error" if env.load_balancer.pci_scope else "warning"
    for bucket in env.buckets:
        days = bucket.lifecycle.noncurrent_expire_after_days
        if bucket.purpose in ("audit", "access-archive") and days < LEAST_DAYS:
            message = (
                f"audit trails that somebody deletes from bucket {bucket.name!r} are gone after {days} days: set "
                f"'noncurrentExpireAfterDays' to {LEAST_DAYS} or more"
            )
            yield Finding(CODE, bucket.lifecycle.pointer / "noncurrentExpireAfterDays", message, level=level)
