"""The listener's rules. A change of weights touches these and nothing else.

Weights have one owner: the spec; a rollout; or, with `ignoreWeightChanges`, somebody outside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.builders.load_balancer.target_groups import ColourGroup
from generator.planning.listener_rules import PlannedRule, plan_rules
from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.planning.rollouts import moved_targets
from generator.spec.model.api import Route
from generator.spec.model.load_balancer import LoadBalancer, Target
from generator.spec.model.rollouts import Rollout
from generator.stack_plan import Postcondition, Scope, TerraformLocal, TerraformResourceLifecycle, aws, step

# AWS wants a duration even where stickiness is off.
UNUSED_DURATION = 3600

# The groups to which a rule forwards, as a Terraform expression.
LIVE_GROUPS = "flatten([for action in self.action : [for forward in action.forward : forward.target_group[*].arn]])"

Groups = Mapping[tuple[str, str], ColourGroup]


@step
def build_listener_rules(
    scope: Scope,
    balancer: LoadBalancer,
    routes: Sequence[Route],
    naming: Naming,
    *,
    listener: Any,
    groups: Groups,
    rollouts: Sequence[Rollout],
) -> dict[str, Arn]:
    """Build the rules of the routes and of the spec. `groups` are by target and colour.

    The result has their ARNs by name. Where a rollout moves a target, a rule begins with the weights of the spec, and
    an apply leaves them alone from then on.
    """
    moved = moved_targets(rollouts)
    targets = {target.name: target for target in balancer.targets}
    # In locals the ARNs are data, while in a condition their braces would be code in code.
    owned = {
        target.name: TerraformLocal(scope, f"groups-of-{target.name}", _arns(groups, target))
        for target in balancer.targets
        if target.name in moved and target.green is not None
    }
    return {
        rule.name: _rule(scope, rule, targets[rule.target], naming, listener, groups, owned.get(rule.target))
        for rule in plan_rules(balancer, routes)
    }


@step
def _rule(
    scope: Scope, rule: PlannedRule, target: Target, naming: Naming, listener: Any, groups: Groups, owned: Any | None
) -> Arn:
    built = aws.LbListenerRule(
        scope,
        f"listener-rule-{rule.name}",
        listener_arn=listener.arn,
        priority=rule.priority,
        condition=_conditions(rule),
        action=[_forward(groups, target, rule.colour) if rule.colour else _weighted_forward(groups, target)],
        lifecycle=_lifecycle(rule, target, owned),
        depends_on=_registrations(groups, target, rule.colour),
        tags={"Name": naming.name("listener-rule", rule.name)},
    )
    return Arn(built.arn)


def _arns(groups: Groups, target: Target) -> list[str]:
    return [groups[target.name, colour].arn for colour in target.backends()]


def _lifecycle(rule: PlannedRule, target: Target, owned: Any | None) -> Any:
    if target.green is None or rule.colour is not None:
        return None
    if owned is not None:
        condition = _forwards_to_planned_groups(rule, target, owned)
        return TerraformResourceLifecycle(ignore_changes=["action"], postcondition=[condition])
    return {"ignore_changes": ["action"]} if target.ignore_weight_changes else None


def _forwards_to_planned_groups(rule: PlannedRule, target: Target, planned: Any) -> Any:
    """Terraform ignores changes of the whole action, so a rule could keep forwarding to what the spec has removed."""
    return Postcondition(
        condition=f"${{toset({LIVE_GROUPS}) == toset({planned.fqn})}}",
        error_message=(
            f"The spec changes to what rule {rule.name} leads, but a rollout owns the weights of {target.name}, and "
            "Terraform can't change one without the other: while no rollout is under way, take the target out of the "
            "rollout for the apply that changes it, and put it back afterwards."
        ),
    )


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


def _forward(groups: Groups, target: Target, colour: str) -> Any:
    return aws.LbListenerRuleAction(type="forward", target_group_arn=groups[target.name, colour].arn)


def _weighted_forward(groups: Groups, target: Target) -> Any:
    if target.green is None:
        return _forward(groups, target, "blue")
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
