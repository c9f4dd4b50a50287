"""The listener's rules. A change of weights touches these and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.builders.load_balancer.targets import ColourGroup
from generator.planning.listener_rules import PlannedRule, plan_rules
from generator.planning.naming import Naming
from generator.spec.model.api import Route
from generator.spec.model.load_balancer import LoadBalancer, Target
from generator.stack_plan import Scope, aws, step

# AWS wants a duration even where stickiness is off.
UNUSED_DURATION = 3600

Groups = Mapping[tuple[str, str], ColourGroup]


@step
def build_rules(
    scope: Scope,
    balancer: LoadBalancer,
    routes: Sequence[Route],
    naming: Naming,
    *,
    listener: Any,
    groups: Groups,
) -> None:
    """Build the rules that the routes and the spec ask for, over target groups that are known by target and colour."""
    targets = {target.name: target for target in balancer.targets}
    for rule in plan_rules(balancer, routes):
        _rule(scope, rule, targets[rule.target], naming, listener, groups)


@step
def _rule(scope: Scope, rule: PlannedRule, target: Target, naming: Naming, listener: Any, groups: Groups) -> None:
    aws.LbListenerRule(
        scope,
        f"listener-rule-{rule.name}",
        listener_arn=listener.arn,
        priority=rule.priority,
        condition=_conditions(rule),
        action=[_forced(groups, target, rule.colour) if rule.colour else _weighted(groups, target)],
        lifecycle={"ignore_changes": ["action"]} if _managed_externally(rule, target) else None,
        depends_on=_registrations(groups, target, rule.colour),
        tags={"Name": naming.name("listener-rule", rule.name)},
    )


def _managed_externally(rule: PlannedRule, target: Target) -> bool:
    return target.ignore_weight_changes and target.green is not None and rule.colour is None


def _registrations(groups: Groups, target: Target, forced: str | None) -> list[Any]:
    colours = [forced] if forced else list(target.backends())
    return [registration for colour in colours for registration in groups[target.name, colour].registrations]


def _conditions(rule: PlannedRule) -> list[Any]:
    conditions = []
    if rule.paths:
        paths = aws.LbListenerRuleConditionPathPattern(values=list(rule.paths))
        conditions.append(aws.LbListenerRuleCondition(path_pattern=paths))
    if rule.methods:
        methods = aws.LbListenerRuleConditionHttpRequestMethod(values=list(rule.methods))
        conditions.append(aws.LbListenerRuleCondition(http_request_method=methods))
    for name, values in rule.headers:
        header = aws.LbListenerRuleConditionHttpHeader(http_header_name=name, values=list(values))
        conditions.append(aws.LbListenerRuleCondition(http_header=header))
    return conditions


def _forced(groups: Groups, target: Target, colour: str) -> Any:
    return aws.LbListenerRuleAction(type="forward", target_group_arn=groups[target.name, colour].arn)


def _weighted(groups: Groups, target: Target) -> Any:
    if target.green is None:
        return _forced(groups, target, "blue")
    weights = {"blue": target.weights.blue, "green": target.weights.green}
    shares = [
        aws.LbListenerRuleActionForwardTargetGroup(arn=groups[target.name, colour].arn, weight=weight)
        for colour, weight in weights.items()
    ]
    stickiness = aws.LbListenerRuleActionForwardStickiness(
        enabled=target.stickiness_seconds is not None, duration=target.stickiness_seconds or UNUSED_DURATION
    )
    forward = aws.LbListenerRuleActionForward(target_group=shares, stickiness=stickiness)
    return aws.LbListenerRuleAction(type="forward", forward=forward)
