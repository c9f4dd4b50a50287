"""Two rules of a listener with one priority: the second fails in the middle of an apply."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.listener_rules import PRIORITIES_PER_SLOT, PlannedRule, plan_rules
from generator.spec.model import Environment

CODE = "LBR004"
LEVEL = "error"
SUMMARY = "two listener rules have the same priority"
SOURCE = "Elastic Load Balancing API reference, CreateRule, Priority"


def check(env: Environment) -> Iterator[Finding]:
    holders: dict[int, list[PlannedRule]] = defaultdict(list)
    for rule in plan_rules(env.load_balancer, env.api.routes):
        holders[rule.priority].append(rule)
    clashes = {(rules[0].pointer, rule.pointer) for rules in holders.values() for rule in rules[1:]}
    names = {rule.pointer: rule.name for rule in env.load_balancer.rules}
    for first, second in sorted(clashes):
        free = f"leave {PRIORITIES_PER_SLOT} between priorities, of which two force a colour"
        message = f"the priority is taken by rule {names.get(first, 'of a route')!r}: {free}"
        yield Finding(CODE, second / "priority", message)
