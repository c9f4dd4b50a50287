"""Draw the functions of a stack, and the shares of requests that the load balancer sends to each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.analysis.diagram import FUNCTIONS, Diagram, Edge, Node
from generator.analysis.stack_diagram.references import references, rows


def draw_functions(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """Draw each function, and whether it is kept warm."""
    warm = {
        function
        for entry in found.get("aws_lambda_provisioned_concurrency_config", {}).values()
        for function in references(entry, "aws_lambda_function")
    }
    for name in found.get("aws_lambda_function", {}):
        plain = name.removeprefix("lambda-")
        lines = (*plain.split("-", 1), *(("kept warm",) if name in warm else ()))
        diagram.nodes.append(Node(name, "lambda", lines, FUNCTIONS))


def draw_routing(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """Draw where the application load balancer sends requests, and in which shares."""
    starts = [node.key for node in diagram.nodes if node.icon == "alb"]
    shares = _shares(found)
    remote = sorted({address for group in shares for address in _addresses(found, group)})
    if remote:
        diagram.nodes.append(Node("on-premises", "server", ("on-premises", *rows(remote, 1)[:4])))
    if diagram.has("link") and not remote:
        diagram.nodes.append(Node("on-premises", "server", ("on-premises",)))
    for group, (colour, share) in shares.items():
        for end in _ends(found, group):
            diagram.edges += [Edge(start, end, f"{share} %", colour, share == 0, share) for start in starts]


def _shares(found: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """The colour of each target group and its greatest share of requests without a header that asks for a colour."""
    shares: dict[str, tuple[str, int]] = {}
    for rule in found.get("aws_lb_listener_rule", {}).values():
        for group in (
            entry for action in rule["action"] for entry in action.get("forward", {}).get("target_group", ())
        ):
            (name,) = references(group["arn"], "aws_lb_target_group")
            colour = "blue" if re.search(r"(^|-)blue(-|$)", name) else "green"
            known = shares.get(name, (colour, 0))[1]
            shares[name] = (colour, max(known, group.get("weight", 0)))
    return shares


def _ends(found: Mapping[str, Any], group: str) -> Iterator[str]:
    """The nodes behind a target group: functions by way of their aliases, or what is on-premises."""
    for target in _targets(found, group):
        aliases = references(target, "aws_lambda_alias")
        for alias in aliases:
            yield from references(found["aws_lambda_alias"][alias], "aws_lambda_function")
    if any(_addresses(found, group)):
        yield "on-premises"


def _addresses(found: Mapping[str, Any], group: str) -> Iterator[str]:
    return (target for target in _targets(found, group) if "${" not in target)


def _targets(found: Mapping[str, Any], group: str) -> list[str]:
    attachments = found.get("aws_lb_target_group_attachment", {}).values()
    return [
        each["target_id"]
        for each in attachments
        if group in references(each["target_group_arn"], "aws_lb_target_group")
    ]
