"""Draw what functions may reach, read from the policies of their roles."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from generator.analysis.diagram import FUNCTIONS, Diagram, Edge
from generator.analysis.stack_diagram.references import references

_REACHED: Mapping[str, str] = {
    "aws_dynamodb_table": "tables",
    "aws_sns_topic": "topics",
    "aws_secretsmanager_secret": "secrets",
    "aws_ssm_parameter": "parameters",
    "aws_sqs_queue": "queues",
    "aws_s3_bucket": "buckets",
}


def draw_grants(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """Draw what the roles of functions may reach, an edge a kind of resource, and what else crosses a border."""
    roles = [policy for policies in role_policies(found).values() for policy in policies]
    diagram.edges += [Edge(FUNCTIONS, key) for key in reached_by(roles)]
    _draw_database_access(diagram, found)
    diagram.edges.append(Edge("link", "on-premises", is_quiet=True))


def draw_grants_per_function(diagram: Diagram, found: Mapping[str, Any]) -> None:
    """Draw what each function may reach: an edge from it to each kind of resource, and to the database."""
    for function, policies in role_policies(found).items():
        diagram.edges += [Edge(function, key) for key in reached_by(policies)]
    _draw_database_access(diagram, found)
    diagram.edges.append(Edge("link", "on-premises", is_quiet=True))


def role_policies(found: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the policies of each function's own role, by the function."""
    names = {
        role: function
        for function, body in found.get("aws_lambda_function", {}).items()
        for role in references(body.get("role"), "aws_iam_role")
    }
    policies: dict[str, list[Any]] = {}
    for policy in found.get("aws_iam_role_policy", {}).values():
        for role in references(policy.get("role"), "aws_iam_role"):
            if role in names:
                policies.setdefault(names[role], []).append(policy)
    return policies


def reached_by(policies: Sequence[Any]) -> list[str]:
    """Return the nodes that some policies allow to reach. Tables are named by composed ARNs, which refer to nothing."""
    text = json.dumps(policies)
    return [
        key
        for kind, key in _REACHED.items()
        if references(policies, kind) or (kind == "aws_dynamodb_table" and ":table/" in text)
    ]


def _draw_database_access(diagram: Diagram, found: Mapping[str, Any]) -> None:
    groups = found.get("aws_vpc_security_group_egress_rule", {}).values()
    outs = [group["security_group_id"] + str(group.get("referenced_security_group_id")) for group in groups]
    for key, target in (("proxy", "security-group-proxy."), ("aurora", "security-group-database.")):
        if any("security-group-functions." in out and target in out for out in outs):
            diagram.edges.append(Edge(FUNCTIONS, key, is_quiet=key == "aurora" and diagram.has("proxy")))
