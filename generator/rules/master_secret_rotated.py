"""RDS rotates the password of the master user by itself: a second hand on it locks the cluster."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.grants import MASTER_SECRET
from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "SEC007"
LEVEL = "error"
SUMMARY = "a function may rotate the secret that RDS manages"
SOURCE = "RDS user guide, Password management with Amazon RDS and Secrets Manager"


def check(env: Environment) -> Iterator[Finding]:
    for function in env.functions:
        for grant in function.grants.secrets:
            if grant.name == MASTER_SECRET and "rotate" in grant.access:
                message = f"RDS rotates {MASTER_SECRET!r} by itself and lets nobody else: grant access [read]"
                yield Finding(CODE, grant.pointer / "access", message)
