"""RDS refuses more idle connections than open ones; a wait beyond the API's 29 s answers nobody."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS019"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "the numbers of the proxy's connection pool contradict each other"
SOURCE = "RDS API reference, ConnectionPoolConfiguration"

SHARE_FOR_APPLICATION = 90


def check(env: Environment) -> Iterator[Finding]:
    proxy = env.database.proxy
    if not proxy.enabled:
        return
    idle, most = proxy.max_idle_connections_percent, proxy.max_connections_percent
    if idle > most:
        message = f"the proxy keeps {idle} % idle but may open {most} % only: set {most} or less"
        yield Finding(CODE, proxy.pointer / "maxIdleConnectionsPercent", message)
    if most > SHARE_FOR_APPLICATION:
        message = f"with {most} % little is left for rotation and migration, which go past the proxy: set 90 or less"
        yield Finding(CODE, proxy.pointer / "maxConnectionsPercent", message, level="warning")
    waits = env.api.integration_timeout_seconds
    if proxy.borrow_timeout_seconds >= waits:
        message = f"the API gives up after {waits} s, {proxy.borrow_timeout_seconds} s of waiting help nobody: set less"
        yield Finding(CODE, proxy.pointer / "borrowTimeoutSeconds", message, level="warning")
