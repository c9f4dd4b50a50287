"""A listener or load balancer over its limits fails only in the middle of an apply."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.planning.listener_rules import PlannedRule, plan_rules
from generator.spec.model import Environment

CODE = "LBR009"
LEVEL = "error"
SUMMARY = "more rules, conditions or target groups than a balancer takes"
SOURCE = "Elastic Load Balancing, Quotas for your Application Load Balancers"

RULES = 100
TARGET_GROUPS = 100
CONDITION_VALUES = 5
WILDCARDS = 6


def check(env: Environment) -> Iterator[Finding]:
    rules = plan_rules(env.load_balancer, env.api.routes)
    if len(rules) > RULES:
        remedy = "set 'colourHeader: null' on loadBalancer, which saves two rules a route, or 'green: null' on targets"
        message = f"routes and rules make {len(rules)} listener rules, AWS takes {RULES}: {remedy}"
        yield Finding(CODE, env.api.pointer / "routes", message)
    groups = sum(len(target.backends()) for target in env.load_balancer.targets)
    if groups > TARGET_GROUPS:
        message = f"the targets make {groups} target groups, AWS takes {TARGET_GROUPS}"
        yield Finding(CODE, env.load_balancer.pointer / "targets", f"{message}: set 'green: null' where it is unused")
    yield from _conditions(rules)


def _conditions(rules: tuple[PlannedRule, ...]) -> Iterator[Finding]:
    reported = set()
    for rule in sorted(rules, key=PlannedRule.condition_values, reverse=True):
        values, wildcards = rule.condition_values(), rule.wildcards()
        if rule.pointer in reported or (values <= CONDITION_VALUES and wildcards <= WILDCARDS):
            continue
        reported.add(rule.pointer)
        if values > CONDITION_VALUES:
            forced = ", the colour's among them" if rule.colour else ""
            message = f"the rule has {values} paths, methods and header values{forced}; AWS takes {CONDITION_VALUES}"
        else:
            message = f"the rule has {wildcards} wildcards; AWS takes {WILDCARDS}"
        yield Finding(CODE, rule.pointer, f"{message}: split it")
