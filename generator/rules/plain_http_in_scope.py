"""Card data may not travel in the clear (PCI DSS 4.2.1), not even inside: only a spec out of scope may say HTTP."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "LBR006"
LEVEL = "error"
SUMMARY = "plain HTTP in PCI scope"
SOURCE = "PCI DSS v4.0.1, 2.2.7 and 4.2.1"
WAIVABLE = True

CURE = "set HTTPS, or `pciScope: false` on loadBalancer where no card data passes"


def check(env: Environment) -> Iterator[Finding]:
    balancer = env.load_balancer
    if not balancer.pci_scope:
        return
    if balancer.protocol == "HTTP":
        yield Finding(CODE, balancer.pointer / "protocol", f"the listener is plain HTTP in PCI scope: {CURE}")
    for target in balancer.targets:
        for colour, backend in target.backends().items():
            if backend.type == "ip" and backend.protocol == "HTTP":
                message = f"{colour} of target {target.name!r} is reached by plain HTTP in PCI scope: {CURE}"
                yield Finding(CODE, backend.pointer / "protocol", message)
