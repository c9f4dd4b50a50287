"""Where tenancy is off, whoever may call the API books, reads and refunds for every merchant."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "API075"
LEVEL = "error"
SUMMARY = "callers of production may act for every merchant"
SOURCE = "PCI DSS v4.0.1, 7.2.1 and 7.2.5"


def check(env: Environment) -> Iterator[Finding]:
    if env.production and env.api.tenancy == "off":
        message = "any caller may act for every merchant: set enforced, and list each merchant's callers in its item"
        yield Finding(CODE, env.api.pointer / "tenancy", message)
