"""Patch weighted forwarding: MiniStack's load balancer keeps one target group an action and forgets the rest.

What AWS does: an action of type forward holds up to five target groups with weights; each request goes to one of them
by chance, in proportion (Elastic Load Balancing, "Target group weights"). A function without permission for its target
group can't be registered.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from ministack.core.responses import get_account_id, get_region  # type: ignore[import-not-found]  # its own environment
from ministack.services import alb, lambda_svc  # type: ignore[import-not-found]  # see above

Action = dict[str, Any]
PRINCIPAL = "elasticloadbalancing.amazonaws.com"
# AWS has it in its access logs alone: which target group got a request.
CHOSEN = "x-emulated-target-group"
# The tag of a target group whose targets are ill.
ILL = "emulated-ill"

_parse_actions, _action_xml = alb._parse_actions, alb._action_xml
_execute_action, _register_targets = alb._execute_action, alb._register_targets
_describe_target_groups, _describe_target_health = alb._describe_tgs, alb._describe_target_health


def install() -> None:
    """Let the emulator's load balancer use what is below."""
    alb._parse_actions = parse_actions
    alb._action_xml = action_xml
    alb._execute_action = execute_action
    alb._ACTION_MAP["RegisterTargets"] = register_targets
    alb._ACTION_MAP["DescribeTargetGroups"] = describe_target_groups
    alb._ACTION_MAP["DescribeTargetHealth"] = describe_target_health


def parse_actions(params: Mapping[str, Any], prefix: str = "DefaultActions") -> list[Action]:
    """Return the actions of a request, with the weights of their target groups."""
    actions: list[Action] = _parse_actions(params, prefix)
    for number, action in enumerate(actions, start=1):
        config = f"{prefix}.member.{number}.ForwardConfig"
        groups = list(_groups(params, config))
        if groups:
            sticky = f"{config}.TargetGroupStickinessConfig"
            action["ForwardConfig"] = {
                "TargetGroups": groups,
                "Enabled": alb._p(params, f"{sticky}.Enabled", "false"),
                "DurationSeconds": alb._p(params, f"{sticky}.DurationSeconds"),
            }
    return actions


def _groups(params: Mapping[str, Any], config: str) -> Any:
    number = 1
    while arn := alb._p(params, f"{config}.TargetGroups.member.{number}.TargetGroupArn"):
        yield arn, int(alb._p(params, f"{config}.TargetGroups.member.{number}.Weight", "1"))
        number += 1


def action_xml(action: Action) -> str:
    """Return an action as DescribeRules shows it."""
    plain: str = _action_xml(action)
    config = action.get("ForwardConfig")
    if config is None:
        return plain
    groups = "".join(
        f"<member><TargetGroupArn>{arn}</TargetGroupArn><Weight>{weight}</Weight></member>"
        for arn, weight in config["TargetGroups"]
    )
    duration = f"<DurationSeconds>{config['DurationSeconds']}</DurationSeconds>" if config["DurationSeconds"] else ""
    sticky = f"<Enabled>{config['Enabled']}</Enabled>{duration}"
    return plain.replace(
        "</member>",
        f"<ForwardConfig><TargetGroups>{groups}</TargetGroups>"
        f"<TargetGroupStickinessConfig>{sticky}</TargetGroupStickinessConfig></ForwardConfig></member>",
    )


async def execute_action(action: Action, *arguments: Any) -> Any:
    """Forwards to one of the target groups by chance, in proportion to their weights."""
    config = action.get("ForwardConfig")
    if config is not None:
        arns, weights = zip(*config["TargetGroups"], strict=True)
        action = {**action, "TargetGroupArn": random.choices(arns, weights)[0]}
    status, headers, body = await _execute_action(action, *arguments)
    group = alb._tgs.get(action.get("TargetGroupArn"), {}).get("TargetGroupName", "")
    return status, {**headers, CHOSEN: group}, body


def describe_target_groups(params: Mapping[str, Any]) -> Any:
    """A group to which a weighted rule leads belongs to the balancer of that rule."""
    for rule in alb._rules.values():
        listener = alb._listeners.get(rule["ListenerArn"], {})
        for action in rule.get("Actions", ()):
            for arn, _ in action.get("ForwardConfig", {}).get("TargetGroups", ()):
                balancers = alb._tgs[arn]["LoadBalancerArns"] if arn in alb._tgs else []
                if listener.get("LoadBalancerArn") not in (None, *balancers):
                    balancers.append(listener["LoadBalancerArn"])
    return _describe_target_groups(params)


def describe_target_health(params: Mapping[str, Any]) -> Any:
    """Report the targets of a group as unhealthy if it has the tag for it: nothing checks health here."""
    status, headers, body = _describe_target_health(params)
    tags = alb._tags.get(alb._p(params, "TargetGroupArn"), [])
    if any(tag["Key"] == ILL for tag in tags):
        ill = "<State>unhealthy</State><Reason>Target.FailedHealthChecks</Reason>"
        body = body.replace(b"<State>healthy</State>", ill.encode())
    return status, headers, body


def register_targets(params: Mapping[str, Any]) -> Any:
    """Refuse a function that does not let the target group call it."""
    group_arn = alb._p(params, "TargetGroupArn")
    group = alb._tgs.get(group_arn)
    if group is not None and group.get("TargetType") == "lambda":
        for target in alb._parse_targets_param(params):
            if not lets_in(target["Id"], PRINCIPAL, source_arn=group_arn):
                return alb._error("AccessDenied", "elasticloadbalancing principal does not have permission to invoke")
    return _register_targets(params)


def lets_in(function_arn: str, principal: str, *, source_arn: str | None = None) -> bool:
    """Return whether the policy of a function, or of the alias that the ARN names, lets a service in."""
    name = function_arn.split(":function:")[1].partition(":")[0]
    scope = {"account_id": get_account_id(), "region": get_region()}
    function, _, _ = lambda_svc._get_func_record_for_ref_in_scope(name, **scope)
    statements = (function or {}).get("policy", {}).get("Statement", [])
    return any(_applies(statement, function_arn, principal, source_arn) for statement in statements)


def _applies(statement: Mapping[str, Any], function_arn: str, principal: str, source_arn: str | None) -> bool:
    conditions = statement.get("Condition", {})
    wanted = {**conditions.get("ArnLike", {}), **conditions.get("ArnEquals", {})}.get("AWS:SourceArn")
    return (
        statement["Effect"] == "Allow"
        and statement["Principal"] == {"Service": principal}
        and statement["Resource"] == function_arn
        and wanted in (None, source_arn)
    )
