"""The group of known bad inputs holds the rules against Log4j: without it, or only counting, every attempt gets in."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "API013"
LEVEL = "warning"
SUMMARY = "the firewall does not block known bad inputs, such as those of Log4j"
SOURCE = "PCI DSS v4.0.1, 6.4.2; AWS WAF developer guide, Known bad inputs managed rule group"

GROUP = "known-bad-inputs"


def check(env: Environment) -> Iterator[Finding]:
    firewall = env.api.firewall
    if GROUP not in firewall.managed_rules:
        message = f"without {GROUP!r} nothing stops Log4j requests: add it"
        yield Finding(CODE, firewall.pointer / "managedRules", message)
    elif GROUP in firewall.count_only:
        message = f"{GROUP!r} only counts Log4j requests and lets them in: drop it here once it is tried out"
        yield Finding(CODE, firewall.pointer / "countOnly", message)
