"""API Gateway answers these paths itself, for its own health checks: calls through a custom domain never arrive."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "API080"
LEVEL = "warning"
SUMMARY = "a route has a path that API Gateway keeps for itself"
SOURCE = "API Gateway developer guide, Amazon API Gateway important notes"

RESERVED = ("/ping", "/sping")


def check(env: Environment) -> Iterator[Finding]:
    for route in env.api.routes:
        if route.path in RESERVED:
            message = f"{route.path} is reserved by API Gateway for its health check: choose another, such as /health"
            yield Finding(CODE, route.pointer / "path", message)
