"""A route that leads to no target would be answered with the balancer's 404."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.diagnostics.suggestions import did_you_mean
from generator.spec.model import Environment

CODE = "API001"
LEVEL = "error"
SUMMARY = "a route names a target that does not exist"
SOURCE = "generator/planning/listener_rules.py"


def check(env: Environment) -> Iterator[Finding]:
    known = [target.name for target in env.load_balancer.targets]
    for route in env.api.routes:
        if route.target not in known:
            hint = did_you_mean(route.target, known) or ": add it to 'loadBalancer.targets'"
            message = f"there is no target {route.target!r} for route {route.name!r}{hint}"
            yield Finding(CODE, route.pointer / "target", message)
