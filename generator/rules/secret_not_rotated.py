"""A login that nobody changes outlives everybody who has ever seen it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "SEC003"
LEVEL = "warning"
SUMMARY = "a database login is not rotated"
SOURCE = "PCI DSS v4.0.1, 8.6.3"


def check(env: Environment) -> Iterator[Finding]:
    for secret in env.secrets:
        if secret.kind == "database" and secret.rotation.function is None:
            message = f"nobody changes {secret.name!r}, nor writes its first value: name a rotation function"
            yield Finding(CODE, secret.rotation.pointer / "function", message)
