"""API Gateway waits 29 seconds. More is refused in the middle of an apply unless the quota was raised."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "API060"
LEVEL = "warning"
SUMMARY = "the API waits longer than an account does by default"
SOURCE = "API Gateway, Quotas for configuring and running a REST API: integration timeout"

DEFAULT_QUOTA = 29


def check(env: Environment) -> Iterator[Finding]:
    seconds = env.api.integration_timeout_seconds
    if seconds > DEFAULT_QUOTA:
        message = (
            f"{seconds} s need the quota 'Maximum integration timeout in milliseconds' at {seconds * 1000} or more: "
            "have it raised before the apply"
        )
        yield Finding(CODE, env.api.pointer / "integrationTimeoutSeconds", message)
