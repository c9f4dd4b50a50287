"""PCI DSS 3.2.1 ended on 31 March 2024: who is measured against it is measured against nothing that counts."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "AUD008"
LEVEL = "warning"
SUMMARY = "a standard that no longer holds"
SOURCE = "PCI SSC, PCI DSS v3.2.1 retirement"

SUCCESSORS = {"pci-dss/v/3.2.1": "pci-dss/v/4.0.1"}


def check(env: Environment) -> Iterator[Finding]:
    hub = env.audit.security_hub
    if not hub.enabled:
        return
    for position, standard in enumerate(hub.standards):
        if standard in SUCCESSORS:
            message = f"{standard} is retired: set {SUCCESSORS[standard]}"
            yield Finding(CODE, hub.pointer / "standards" / position, message)
