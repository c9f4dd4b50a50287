"""A state in a local file has no lock, no history and no encryption, and is there for one person only."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "STA040"
LEVEL = "error"
SUMMARY = "production keeps its state in a local file"
# Whoever keeps it safe in another way may say so.
WAIVABLE = True
SOURCE = "Terraform language, backends; PCI DSS 6.5.1, 10.3"


def check(env: Environment) -> Iterator[Finding]:
    if env.production and env.state.backend == "local":
        message = (
            "the state of production would be a file on one machine, without lock, history and encryption: set "
            "'backend: s3' and the 'bucket' that the account's stack makes (docs/runbooks/first-deployment.md)"
        )
        yield Finding(CODE, env.state.pointer / "backend", message)
