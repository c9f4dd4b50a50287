"""Every rule of a balancer leads to a target group of this stack, with weights that let requests through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Resource, Stack
from generator.compliance.terraform_values import attribute, blocks, listed, number

CODE = "C-LBR002"
TITLE = "Every request has somewhere to go"
REQUIREMENTS = ("2.2.6", "6.5.3")
SEVERITY: Severity = "high"
COLOURS = frozenset({"blue", "green"})


def _rule(blue: int) -> Example:
    targets = [
        {"arn": "${aws_lb_target_group.b.arn}", "weight": blue},
        {"arn": "${aws_lb_target_group.g.arn}", "weight": 0},
    ]
    action = {"type": "forward", "forward": {"target_group": targets}}
    groups = {name: {"health_check": {"enabled": True}} for name in "bg"}
    attachments = {name: {"target_group_arn": f"${{aws_lb_target_group.{name}.arn}}"} for name in "bg"}
    return {
        "resource": {
            "aws_lb_target_group": groups,
            "aws_lb_target_group_attachment": attachments,
            "aws_lb_listener_rule": {"r": {"action": [action], "condition": [{"path_pattern": {"values": ["/a"]}}]}},
        }
    }


GOOD: Example = _rule(100)
BAD: Example = _rule(0)


def check(stack: Stack) -> Iterator[Evidence]:
    taken: dict[tuple[str, Any], str] = {}
    for rule in stack.of("aws_lb_listener_rule"):
        for action in rule.blocks("action"):
            yield from _action(stack, rule, "action", action)
        paths = [path for item in rule.blocks("condition") for path in listed(attribute(item, "path_pattern.values"))]
        narrow = bool(paths) and not {"*", "/*"} & set(paths)
        yield observe(rule, "condition.path_pattern", narrow, "" if narrow else "takes every path", observed=paths)
        place = (str(rule.get("listener_arn")), rule.get("priority"))
        if place[1] is not None and place in taken:
            yield observe(rule, "priority", False, f"is the priority of {taken[place]} too")
        taken[place] = rule.address
    for listener in stack.of("aws_lb_listener"):
        for action in listener.blocks("default_action"):
            yield from _action(stack, listener, "default_action", action)
    for group in stack.of("aws_lb_target_group"):
        attached = bool(stack.attached("aws_lb_target_group_attachment", group, "target_group_arn"))
        if not attached:
            yield missing(group.address, "has no target")
    for attachment in stack.of("aws_lb_target_group_attachment"):
        yield from _colour(stack, attachment)


def _colour(stack: Stack, attachment: Resource) -> Iterator[Evidence]:
    """What stands behind a colour is the alias of that colour: swapped, the weights would mean the opposite."""
    alias = stack.follow(attachment.get("target_id"), "aws_lambda_alias")
    group = stack.follow(attachment.get("target_group_arn"), "aws_lb_target_group")
    if alias is not None and group is not None:
        colours = COLOURS & set(str(group.get("name")).split("-"))
        ok = not colours or alias.get("name") in colours
        yield observe(attachment, "target_id", ok, "" if ok else f"{alias.address} stands behind {group.address}")


def _action(stack: Stack, at: Resource, path: str, action: Mapping[str, Any]) -> Iterator[Evidence]:
    if action.get("type") != "forward":
        return
    targets = blocks(action, "forward.target_group")
    if not targets:
        targets = [{"arn": action.get("target_group_arn"), "weight": 1}]
    for target in targets:
        known = stack.follow(target.get("arn"), "aws_lb_target_group") is not None
        yield Evidence(at.address, f"{path}.target_group", target.get("arn"), known)
    weights = [number(target.get("weight", 1)) or 0 for target in targets]
    note = "" if sum(weights) > 0 else "weights all zero: nothing gets through"
    yield Evidence(at.address, f"{path}.weight", weights, sum(weights) > 0, note)
