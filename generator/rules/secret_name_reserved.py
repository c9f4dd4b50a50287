"""In grants `master` is the database's own administrator: a secret of that name could never be granted."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.grants import MASTER_SECRET
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "SEC001"
LEVEL = "error"
SUMMARY = "a secret has a reserved name"
SOURCE = "generator/builders/functions/grant_targets.py"


def check(env: Environment) -> Iterator[Finding]:
    for secret in env.secrets:
        if secret.name == MASTER_SECRET:
            message = f"{MASTER_SECRET!r} is the database's administrator, which RDS manages: choose another name"
            yield Finding(CODE, secret.pointer / "name", message)
