"""AWS refuses a health check whose timeout is not shorter than its interval."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "LBR011"
LEVEL = "error"
SUMMARY = "a health check's timeout is not shorter than its interval"
SOURCE = "Elastic Load Balancing API reference, CreateTargetGroup"


def check(env: Environment) -> Iterator[Finding]:
    for target in env.load_balancer.targets:
        for backend in target.backends().values():
            check_ = backend.health_check
            if check_.timeout_seconds >= check_.interval_seconds:
                message = f"a timeout of {check_.timeout_seconds} s does not fit an interval of"
                remedy = f"{check_.interval_seconds} s: make it shorter"
                yield Finding(CODE, check_.pointer / "timeoutSeconds", f"{message} {remedy}")
