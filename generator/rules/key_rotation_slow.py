"""Keys change at the end of a cryptoperiod that somebody has decided: a year, unless there is a reason."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "KMS001"
LEVEL = "warning"
SUMMARY = "keys rotate less than once a year"
SOURCE = "PCI DSS v4.0.1, 3.7.4"

YEAR = 365


def check(env: Environment) -> Iterator[Finding]:
    days = env.encryption.rotation_days
    if env.load_balancer.pci_scope and days > YEAR:
        message = (
            f"keys rotate every {days} days: set 'rotationDays' to {YEAR} or less, or write down why your cryptoperiod "
            "is longer"
        )
        yield Finding(CODE, env.encryption.pointer / "rotationDays", message)
