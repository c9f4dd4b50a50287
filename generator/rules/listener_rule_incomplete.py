"""A listener rule needs a target that exists and at least one condition."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Finding
from generator.spec.model import Environment
from generator.suggest import did_you_mean

CODE = "LBR010"
SUMMARY = "a listener rule leads nowhere or has no condition"
SOURCE = "Elastic Load Balancing API reference, CreateRule"


def check(env: Environment) -> Iterator[Finding]:
    known = [target.name for target in env.load_balancer.targets]
    for rule in env.load_balancer.rules:
        if rule.target not in known:
            hint = did_you_mean(rule.target, known) or ": add it to 'targets'"
            yield Finding(CODE, rule.at / "target", f"there is no target {rule.target!r}{hint}")
        if not (rule.paths or rule.methods or rule.headers):
            message = f"rule {rule.name!r} has no condition: give 'paths', 'methods' or 'headers'"
            yield Finding(CODE, rule.at, message)
