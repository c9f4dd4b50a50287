"""A secret that nothing reads is paid by the month, and is one more that can leak."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.dms import AURORA_SECRET, dms_tasks
from generator.spec.model import Environment

CODE = "SEC010"
LEVEL = "warning"
SUMMARY = "nothing reads a secret"
SOURCE = "PCI DSS v4.0.1, 7.2.5"


def check(env: Environment) -> Iterator[Finding]:
    granted = [(function.name, grant) for function in env.functions for grant in function.grants.secrets]
    read = {grant.name for _, grant in granted if grant.access != ("rotate",)}
    rotated = {grant.name: function for function, grant in granted if grant.access == ("rotate",)}
    if env.database.proxy.enabled:
        read.add(env.database.proxy.secret)
    if dms_tasks(env.migration) and env.migration and env.migration.source:
        read |= {AURORA_SECRET, env.migration.source.secret}
    for secret in env.secrets:
        if secret.name not in read:
            rotator = rotated.get(secret.name)
            what = f"only {rotator!r}, which rotates it, has access to" if rotator else "nothing reads"
            message = f"{what} {secret.name!r}: grant it to a function that reads it, or set 'remove: true'"
            yield Finding(CODE, secret.pointer / "name", message)
