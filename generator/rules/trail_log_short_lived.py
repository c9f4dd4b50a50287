"""Alarms and queries read the trail's log group: the audit bucket keeps the trail too, but not ready to be queried."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "AUD004"
LEVEL = "warning"
SUMMARY = "the trail's log group is kept for less than three months"
SOURCE = "PCI DSS v4.0.1, 10.5.1"

AT_HAND_DAYS = 90


def check(env: Environment) -> Iterator[Finding]:
    trail = env.audit.trail
    if trail.enabled and env.load_balancer.pci_scope and trail.log_retention_days < AT_HAND_DAYS:
        message = (
            f"the trail's log group is kept for {trail.log_retention_days} days; three months are to be at hand: set "
            f"'logRetentionDays' to {AT_HAND_DAYS} or more, or 400 for twelve months of it"
        )
        yield Finding(CODE, trail.pointer / "logRetentionDays", message)
