"""A web application firewall stands before the API: AWS's managed rules, and a limit of calls an address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import attribute, blocks, is_true, number

CODE = "C-API003"
TITLE = "A web application firewall guards the API"
REQUIREMENTS = ("6.2.4", "6.4.2")
SEVERITY: Severity = "critical"

# Rule groups that must be there. KnownBadInputs has the rules against Log4j.
GROUPS = ("AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesSQLiRuleSet")


# In the window of five minutes; more is no limit, unless the stage itself lets as much pass.
WINDOW_SECONDS, MOST_CALLS = 300, 100_000
# Rules of these groups that may count: what they look for is usual among machines.
MAY_COUNT = ("NoUserAgent_HEADER", "SizeRestrictions_BODY")


def _acl(override: str) -> Example:
    rules: list[dict[str, Any]] = [
        {"name": name, "override_action": {override: {}}, "statement": {"managed_rule_group_statement": {"name": name}}}
        for name in GROUPS
    ]
    rules += [{"name": "rate", "action": {"block": {}}, "statement": {"rate_based_statement": {"limit": 2000}}}]
    association = {"resource_arn": "${aws_api_gateway_stage.s.arn}", "web_acl_arn": "${aws_wafv2_web_acl.w.arn}"}
    return {
        "resource": {
            "aws_api_gateway_stage": {"s": {}},
            "aws_wafv2_web_acl": {"w": {"rule": rules, "visibility_config": {"cloudwatch_metrics_enabled": True}}},
            "aws_wafv2_web_acl_association": {"a": association},
        }
    }


GOOD: Example = _acl("none")
BAD: Example = _acl("count")


def check(stack: Stack) -> Iterator[Evidence]:
    for stage in stack.of("aws_api_gateway_stage"):
        associations = stack.attached("aws_wafv2_web_acl_association", stage, "resource_arn")
        if not associations:
            yield missing(stage.address, "has no web ACL before it")
        for association in associations:
            acl = stack.follow(association.get("web_acl_arn"), "aws_wafv2_web_acl")
            yield observe(association, "web_acl_arn", acl is not None)
            if acl is not None:
                yield from _judge(acl, _passes(stack, stage))


def _passes(stack: Stack, stage: Resource) -> int:
    """The calls that may pass in the window, of all callers together."""
    settings = stack.attached("aws_api_gateway_method_settings", stage, "stage_name")
    rates = [number(item.get("settings.throttling_rate_limit")) or 0 for item in settings]
    return max(MOST_CALLS, *(int(rate * WINDOW_SECONDS) for rate in rates), MOST_CALLS)


def _judge(acl: Resource, most: int) -> Iterator[Evidence]:
    rules = acl.blocks("rule")
    groups = {str(attribute(rule, "statement.managed_rule_group_statement.name")): rule for rule in rules}
    for name in GROUPS:
        rule = groups.get(name)
        if rule is None:
            yield missing(acl.address, f"has no rule group {name}", "rule")
        else:
            yield _blocks(acl, name, rule)
    for rule in rules:
        if blocks(rule, "action.allow"):
            yield Evidence(
                acl.address, f"rule[{rule.get('name')}].action", rule.get("action"), False, "lets calls past it"
            )
    limits = [rule for rule in rules if attribute(rule, "statement.rate_based_statement.limit") is not None]
    if not limits:
        yield missing(acl.address, "does not limit the calls of an address", "rule")
    for rule in limits:
        limit = number(attribute(rule, "statement.rate_based_statement.limit"))
        blocked = bool(blocks(rule, "action.block")) and limit is not None and limit <= most
        yield Evidence(
            acl.address,
            f"rule[{rule.get('name')}]",
            limit,
            blocked,
            f"calls an address, at most {most:,}" if blocked else "does not stop anybody",
        )
    path = "visibility_config.cloudwatch_metrics_enabled"
    yield observe(acl, path, is_true(acl.get(path)))


def _blocks(acl: Resource, name: str, rule: Mapping[str, Any]) -> Evidence:
    override = rule.get("override_action")
    counts = bool(blocks(rule, "override_action.count"))
    inner = blocks(rule, "statement.managed_rule_group_statement.rule_action_override")
    weakened = [
        str(item.get("name"))
        for item in inner
        if not blocks(item, "action_to_use.block") and str(item.get("name")) not in MAY_COUNT
    ]
    excluded = blocks(rule, "statement.managed_rule_group_statement.excluded_rule")
    narrowed = blocks(rule, "statement.managed_rule_group_statement.scope_down_statement")
    ok = not counts and not weakened and not excluded and not narrowed
    note = "" if ok else "only counts, or leaves requests out"
    return Evidence(acl.address, f"rule[{rule.get('name', name)}].override_action", override, ok, note)
