"""A listener rule needs a target that exists and at least one condition that AWS takes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding, unknown_name
from generator.spec.model import Environment

CODE = "LBR010"
LEVEL = "error"
SUMMARY = "a listener rule leads nowhere, or has no condition that AWS takes"
SOURCE = "Elastic Load Balancing API reference, CreateRule; Header conditions"

NO_HOST = "AWS takes no header condition on Host, and every request here has the same"


def check(env: Environment) -> Iterator[Finding]:
    known = [target.name for target in env.load_balancer.targets]
    if (env.load_balancer.colour_header or "").lower() == "host":
        message = f"{NO_HOST}: name another header"
        yield Finding(CODE, env.load_balancer.pointer / "colourHeader", message)
    for rule in env.load_balancer.rules:
        if rule.target not in known:
            at, problem = rule.pointer / "target", f"there is no target {rule.target!r}"
            yield unknown_name(CODE, at, problem, rule.target, known, ": add it to 'targets'")
        if not (rule.paths or rule.methods or rule.headers):
            message = f"rule {rule.name!r} has no condition: give 'paths', 'methods' or 'headers'"
            yield Finding(CODE, rule.pointer, message)
        for header in rule.headers:
            if header.name.lower() == "host":
                yield Finding(CODE, header.pointer / "name", f"{NO_HOST}: drop it")
