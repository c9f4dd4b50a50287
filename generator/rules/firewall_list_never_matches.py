"""The lists of addresses hold public ones: before a private API they cost money and match nothing."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.waf_managed_rules import PUBLIC_ADDRESS_RULES
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "API051"
LEVEL = "warning"
SUMMARY = "the firewall has lists of public addresses before a private API, or none before a public one"
SOURCE = "AWS WAF developer guide, IP reputation rule groups"


def check(env: Environment) -> Iterator[Finding]:
    firewall = env.api.firewall
    at = firewall.pointer / "managedRules"
    if env.api.endpoint_type == "PRIVATE":
        for position, group in enumerate(firewall.managed_rules):
            if group in PUBLIC_ADDRESS_RULES:
                message = f"{group!r} knows public addresses only, and callers of a private API have none: drop it"
                yield Finding(CODE, at / position, message)
    elif "ip-reputation" not in firewall.managed_rules:
        yield Finding(CODE, at, "the API is public: add 'ip-reputation', which knows the addresses of attackers")
