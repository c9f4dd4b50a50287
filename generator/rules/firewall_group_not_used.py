"""A rule group that is to count but is not used counts nothing: a slip of the pen would leave the real one blocking."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "API012"
LEVEL = "error"
SUMMARY = "countOnly names a rule group that managedRules does not"
SOURCE = "AWS WAF developer guide, Overriding rule group actions"


def check(env: Environment) -> Iterator[Finding]:
    firewall = env.api.firewall
    for index, group in enumerate(firewall.count_only):
        if group not in firewall.managed_rules:
            message = f"{group!r} is not among managedRules ({', '.join(firewall.managed_rules)}): add it there"
            yield Finding(CODE, firewall.pointer / "countOnly" / index, message)
