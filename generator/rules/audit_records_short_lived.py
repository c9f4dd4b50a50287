"""Audit trails are kept for twelve months, and the last three of them at hand for analysis at once."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding, Level
from generator.spec.model import Environment

CODE = "S3B003"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "an audit trail is not kept, or not at hand, for long enough"
SOURCE = "PCI DSS v4.0.1, 10.5.1"
WAIVABLE = True

KEPT_DAYS = 365
AT_HAND_DAYS = 90
AT_HAND_CLASSES = ("GLACIER_IR",)
AUDIT_TRAILS = ("audit", "access-archive")


def check(env: Environment) -> Iterator[Finding]:
    level: Level = "error" if env.load_balancer.pci_scope else "warning"
    for bucket in env.buckets:
        if bucket.purpose not in AUDIT_TRAILS:
            continue
        lifecycle = bucket.lifecycle
        if lifecycle.expire_after_days < KEPT_DAYS:
            message = (
                f"bucket {bucket.name!r} keeps audit trails for {lifecycle.expire_after_days} days, PCI DSS asks for "
                f"twelve months: set 'expireAfterDays' to {KEPT_DAYS} or more"
            )
            yield Finding(CODE, lifecycle.pointer / "expireAfterDays", message, level=level)
        moved = lifecycle.glacier_after_days
        if moved is not None and moved < AT_HAND_DAYS and lifecycle.glacier_class not in AT_HAND_CLASSES:
            message = (
                f"bucket {bucket.name!r} has audit trails at hand for {moved} days, PCI DSS asks for three months: set "
                f"'glacierAfterDays' to {AT_HAND_DAYS} or more, or 'glacierClass: GLACIER_IR', which answers at once"
            )
            yield Finding(CODE, lifecycle.pointer / "glacierAfterDays", message, level=level)
