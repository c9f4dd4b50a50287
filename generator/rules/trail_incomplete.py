"""In PCI scope every action of an administrator is on record, reads of what is secret among them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "AUD005"
LEVEL = "warning"
SUMMARY = "the trail leaves out what PCI DSS wants on record"
SOURCE = "PCI DSS v4.0.1, 10.2.1.2"


def check(env: Environment) -> Iterator[Finding]:
    trail = env.audit.trail
    if not env.load_balancer.pci_scope:
        return
    if not trail.enabled:
        message = (
            "nothing records who did what: set 'enabled' to true, unless the organization's trail covers this account"
        )
        yield Finding(CODE, trail.pointer / "enabled", message)
    elif trail.management_events != "all":
        message = f"the trail records {trail.management_events} calls only: set 'managementEvents' to all"
        yield Finding(CODE, trail.pointer / "managementEvents", message)
