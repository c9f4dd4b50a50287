"""The risk of a change, from what Terraform's plan says of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.aws.resource_types import RESOURCE_TYPES
from generator.operations.resource_changes import ResourceChange, resource_changes
from generator.operations.risks import CARRIERS, INTERRUPTING, STORES, Risk, assess_risk

REPLACE, ANEW = ["delete", "create"], ["create", "delete"]
# Types of a later part of the stack, or of stacks of one's own.
NOT_OURS = {"aws_vpn_connection"}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


READ = {"Effect": "Allow", "Action": ["dynamodb:GetItem"], "Resource": ["arn:table"]}
WRITE = {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Resource": ["arn:table"]}
GUARDED = {**READ, "Condition": {"StringEquals": {"aws:PrincipalAccount": "1"}}}
NO_HTTP = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
INGRESS = {"from_port": 443, "to_port": 443, "ip_protocol": "tcp", "cidr_ipv4": "10.0.0.0/16"}


@pytest.mark.parametrize(
    ("sentence", "kind", "actions", "before", "after", "risk"),
    [
        ("a table that is replaced", "dynamodb_table", REPLACE, {"hash_key": "id"}, {"hash_key": "key"}, Risk.DATA),
        ("a table that goes", "dynamodb_table", ["delete"], {"name": "a"}, None, Risk.DATA),
        ("a key that goes", "kms_key", ["delete"], {"description": "a"}, None, Risk.DATA),
        ("a bucket made anew first", "s3_bucket", ANEW, {"bucket": "a"}, {"bucket": "b"}, Risk.DATA),
        ("a listener that is replaced", "lb_listener", REPLACE, {"port": 443}, {"port": 8443}, Risk.TRAFFIC),
        ("a target group made anew first", "lb_target_group", ANEW, {"port": 443}, {"port": 8443}, Risk.REPLACED),
        ("a route of the API that goes", "api_gateway_method", ["delete"], {"http_method": "GET"}, None, Risk.TRAFFIC),
        ("an upgrade", "rds_cluster", ["update"], {"engine_version": "16"}, {"engine_version": "17"}, Risk.TRAFFIC),
        (
            "a function that is stopped",
            "lambda_function",
            ["update"],
            {"reserved_concurrent_executions": 5},
            {"reserved_concurrent_executions": 0},
            Risk.TRAFFIC,
        ),
        (
            "a function with fewer",
            "lambda_function",
            ["update"],
            {"reserved_concurrent_executions": 5},
            {"reserved_concurrent_executions": 1},
            Risk.IN_PLACE,
        ),
        (
            "an action more",
            "iam_role_policy",
            ["update"],
            {"policy": policy(READ)},
            {"policy": policy(WRITE)},
            Risk.PERMISSION,
        ),
        (
            "an action fewer",
            "iam_role_policy",
            ["update"],
            {"policy": policy(WRITE)},
            {"policy": policy(READ)},
            Risk.IN_PLACE,
        ),
        (
            "a condition fewer",
            "iam_role_policy",
            ["update"],
            {"policy": policy(GUARDED)},
            {"policy": policy(READ)},
            Risk.PERMISSION,
        ),
        (
            "a condition more",
            "iam_role_policy",
            ["update"],
            {"policy": policy(READ)},
            {"policy": policy(GUARDED)},
            Risk.IN_PLACE,
        ),
        (
            "a denial fewer",
            "s3_bucket_policy",
            ["update"],
            {"policy": policy(READ, NO_HTTP)},
            {"policy": policy(READ)},
            Risk.PERMISSION,
        ),
        (
            "a policy that nobody can read",
            "kms_key",
            ["update"],
            {"policy": policy(READ)},
            {"policy": "{"},
            Risk.PERMISSION,
        ),
        (
            "who may call more",
            "lambda_permission",
            ["create"],
            None,
            {"action": "lambda:InvokeFunction"},
            Risk.PERMISSION,
        ),
        ("a port more", "vpc_security_group_ingress_rule", ["create"], None, INGRESS, Risk.PORT),
        (
            "a wider block",
            "vpc_security_group_ingress_rule",
            ["update"],
            INGRESS,
            {**INGRESS, "cidr_ipv4": "0.0.0.0/0"},
            Risk.PORT,
        ),
        (
            "another text",
            "vpc_security_group_ingress_rule",
            ["update"],
            {**INGRESS, "description": "a"},
            INGRESS,
            Risk.IN_PLACE,
        ),
        (
            "a rule of a list",
            "network_acl",
            ["update"],
            {"ingress": []},
            {"ingress": [{"action": "allow", "from_port": 22, "to_port": 22, "cidr_block": "0.0.0.0/0"}]},
            Risk.PORT,
        ),
        (
            "tags alone",
            "dynamodb_table",
            ["update"],
            {"tags": {"a": "b"}, "tags_all": {"a": "b"}},
            {"tags": {}, "tags_all": {}},
            Risk.TAGS,
        ),
        ("an alarm more", "cloudwatch_metric_alarm", ["create"], None, {"threshold": 1}, Risk.CREATED),
        ("an alarm that goes", "cloudwatch_metric_alarm", ["delete"], {"threshold": 1}, None, Risk.REPLACED),
    ],
)
def test_a_change_has_the_risk_of(
    sentence: str, kind: str, actions: list[str], before: Any, after: Any, risk: Risk
) -> None:
    (change,) = changes(kind, actions, before, after)
    assert assess_risk(change).risk is risk, sentence


@pytest.mark.parametrize("kind", sorted((STORES | CARRIERS | INTERRUPTING.keys()) - NOT_OURS))
def test_every_type_with_a_risk_is_one_that_stacks_have(kind: str) -> None:
    assert kind in RESOURCE_TYPES


def test_what_terraform_calls_sensitive_is_shown_nowhere() -> None:
    entry = _entry("ssm_parameter", ["update"], {"value": "old"}, {"value": "new"})
    entry["change"] |= {"before_sensitive": {"value": True}, "after_sensitive": {"value": True}}
    (change,) = resource_changes({"resource_changes": [entry]})
    assert "old" not in str(change.arguments[0])
    assert "new" not in str(change.arguments[0])


def test_the_argument_that_forces_a_replacement_is_named() -> None:
    entry = _entry("dynamodb_table", REPLACE, {"hash_key": "id", "name": "a"}, {"hash_key": "key", "name": "a"})
    entry["change"]["replace_paths"] = [["hash_key"]]
    (change,) = resource_changes({"resource_changes": [entry]})
    assert [str(one) for one in change.arguments] == ['hash_key: "id" -> "key" (forces the replacement)']


def changes(kind: str, actions: list[str], before: Any, after: Any) -> list[ResourceChange]:
    return resource_changes({"resource_changes": [_entry(kind, actions, before, after)]})


def _entry(kind: str, actions: list[str], before: Any, after: Any) -> dict[str, Any]:
    change = {"actions": actions, "before": before, "after": after, "after_unknown": {}}
    return {"address": f"aws_{kind}.x", "type": f"aws_{kind}", "mode": "managed", "change": change}
