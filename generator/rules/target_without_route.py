"""A target to which no route and no rule leads costs health checks and has no metrics: it is most likely a leftover."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "LBR012"
LEVEL = "warning"
SUMMARY = "no route leads to a target"
SOURCE = "Elastic Load Balancing, Target groups for your Application Load Balancers"


def check(env: Environment) -> Iterator[Finding]:
    functions = {function.name for function in env.functions}
    used = {route.target for route in env.api.routes} | {rule.target for rule in env.load_balancer.rules}
    for target in env.load_balancer.targets:
        is_reachable = not target.functions() or functions & set(target.functions().values())
        # Where its functions do not exist, the name is most likely a slip: LBR002 tells so.
        if target.name not in used and is_reachable:
            message = f"no route or rule leads to target {target.name!r}: add one, or set 'remove: true'"
            yield Finding(CODE, target.pointer / "name", message)
