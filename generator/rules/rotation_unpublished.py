"""Unpublished code may change between the four steps of a rotation, and there is no way back from it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "SEC009"
LEVEL = "warning"
SUMMARY = "a rotation calls unpublished code"
SOURCE = "AWS Lambda developer guide, Lambda function versions"


def check(env: Environment) -> Iterator[Finding]:
    for secret in env.secrets:
        if secret.rotation.function is not None and secret.rotation.alias is None:
            message = "null calls $LATEST, which may change in the middle of a rotation: set 'blue' or 'green'"
            yield Finding(CODE, secret.rotation.pointer / "alias", message)
