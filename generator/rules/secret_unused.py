"""A secret that nothing reads is paid by the month, and is one more that can leak."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "SEC010"
LEVEL = "warning"
SUMMARY = "nothing reads a secret"
SOURCE = "PCI DSS v4.0.1, 7.2.5"


def check(env: Environment) -> Iterator[Finding]:
    read = {
        grant.name for function in env.functions for grant in function.grants.secrets if grant.access != ("rotate",)
    }
    if env.database.proxy.enabled:
        read.add(env.database.proxy.secret)
    for secret in env.secrets:
        if secret.name not in read:
            message = f"nothing reads {secret.name!r}: grant it to a function, or set 'remove: true'"
            yield Finding(CODE, secret.pointer / "name", message)
