"""What the roles of the stack may do. Every wildcard is on a list here, with the reason beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from generator.aws.grants import INTERFACES, KINDS, TRACING
from tests.generator.builders.shapes import RICH, SMALL
from tests.support.stacks import resources, stack_of

Statement = dict[str, Any]

ACCOUNT = "${data.aws_caller_identity.current.account_id}"
SCOPELESS = {row.sid: row.resource.format(region="us-east-1", account=ACCOUNT) for row in (*INTERFACES, *TRACING)}

# Wildcards at the end of a resource that the stack itself names: streams of a log group, objects of a bucket.
WITHIN_OWN = {
    "replication-role-access-logs_policy": {"ReadObjects", "WriteReplicas"},
    "role-flow-log-policy": {"Write"},
    "role-trail-policy": {"Deliver"},
}
# RDS makes one log group for the enhanced monitoring of a whole account and names it itself.
MONITORING = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:RDSOSMetrics"
ALLOWED_ELSEWHERE = {
    "role-aurora-monitoring-policy": {
        "MakeLogGroup": [MONITORING, f"{MONITORING}:*"],
        "WriteLogStreams": [f"{MONITORING}:log-stream:*"],
    },
}


def statements(spec: Any = None) -> Iterator[tuple[str, Statement]]:
    """Role policy and statement of everything that is allowed or denied."""
    for name, policy in resources(stack_of(spec), "aws_iam_role_policy").items():
        for statement in json.loads(policy["policy"])["Statement"]:
            yield name, statement


def many(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def unexplained(name: str, statement: Statement) -> list[str]:
    """The wildcards of a statement that no list explains."""
    found = [resource for resource in many(statement["Resource"]) if "*" in resource]
    sid = statement["Sid"]
    if statement["Effect"] == "Deny":
        return []
    if name.startswith("role-lambda-"):
        own_streams = f"${{aws_cloudwatch_log_group.log-group-lambda-{name[12:-7]}.arn}}:*"
        granted_objects = sid.startswith("Grant") and sid.endswith("Inner")
        return [
            resource
            for resource in found
            if resource != SCOPELESS.get(sid)
            and not (sid == "WriteLogs" and resource == own_streams)
            and not (granted_objects and resource.startswith("${aws_s3_bucket.") and resource.endswith(".arn}/*"))
        ]
    if sid in WITHIN_OWN.get(name, ()):
        return [resource for resource in found if not resource.startswith("${aws_") or "*" in resource[:-1]]
    return [resource for resource in found if resource not in ALLOWED_ELSEWHERE.get(name, {}).get(sid, ())]


@pytest.mark.parametrize("spec", [None, RICH, SMALL], ids=["default", "rich", "small"])
def test_no_role_has_an_action_with_a_wildcard(spec):
    wide = [(name, action) for name, item in statements(spec) for action in many(item["Action"]) if "*" in action]
    assert wide == []


@pytest.mark.parametrize("spec", [None, RICH, SMALL], ids=["default", "rich", "small"])
def test_no_role_has_a_resource_with_a_wildcard_that_is_not_listed(spec):
    assert [(name, item["Sid"], found) for name, item in statements(spec) if (found := unexplained(name, item))] == []


def test_what_is_listed_is_still_there():
    present = {(name, item["Sid"]) for name, item in statements()}
    listed = {(name, sid) for name, sids in {**WITHIN_OWN, **ALLOWED_ELSEWHERE}.items() for sid in sids}
    assert listed <= present


def test_no_role_has_a_policy_that_aws_wrote():
    attachments = resources(stack_of(), "aws_iam_role_policy_attachment")
    assert attachments == {}


def of_function(name: str, spec: Any = None) -> dict[str, Statement]:
    return {item["Sid"]: item for policy, item in statements(spec) if policy == f"role-lambda-{name}-policy"}


def on(resource: str, name: str = "reporting") -> set[str]:
    """The actions that a function of the rich stack has on a resource."""
    allowed = [item for item in of_function(name, RICH).values() if item["Effect"] == "Allow"]
    return {action for item in allowed if resource in many(item["Resource"]) for action in item["Action"]}


def table(name: str) -> str:
    return f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/table-{name}-test"


GRANTED = [
    ("tables", ["read"], table("transactions"), {"dynamodb:GetItem", "dynamodb:Query"}, {"dynamodb:PutItem"}),
    ("tables", ["write"], table("idempotency"), {"dynamodb:PutItem"}, {"dynamodb:GetItem", "dynamodb:Scan"}),
    (
        "tables",
        ["put", "update"],
        table("fraud-counters"),
        {"dynamodb:PutItem", "dynamodb:UpdateItem"},
        {"dynamodb:DeleteItem", "dynamodb:GetItem"},
    ),
    ("tables", ["readWrite", "scan"], table("merchants"), {"dynamodb:GetItem", "dynamodb:PutItem"}, set()),
    (
        "secrets",
        ["read"],
        "${aws_secretsmanager_secret.secret-acquirer-api.arn}",
        {"secretsmanager:GetSecretValue"},
        {"secretsmanager:PutSecretValue"},
    ),
    ("topics", ["publish"], "${aws_sns_topic.topic-system-errors.arn}", {"sns:Publish"}, {"sns:Subscribe"}),
    ("parameters", ["read"], "${aws_ssm_parameter.parameter-fraud_rules.arn}", {"ssm:GetParameter"}, set()),
    (
        "parameters",
        ["read"],
        "${aws_ssm_parameter.parameter-database_reader-endpoint.arn}",
        {"ssm:GetParameter"},
        {"ssm:PutParameter"},
    ),
    (
        "functions",
        ["invoke"],
        f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:lambda-fraud-detection-test:green",
        {"lambda:InvokeFunction"},
        set(),
    ),
    ("buckets", ["readWrite"], "${aws_s3_bucket.bucket-access-archive.arn}", {"s3:ListBucket"}, {"s3:PutObject"}),
    (
        "databaseUsers",
        ["connect"],
        f"arn:aws:rds-db:us-east-1:{ACCOUNT}:dbuser:${{aws_rds_cluster.aurora.cluster_resource_id}}/reporting",
        {"rds-db:connect"},
        set(),
    ),
]


@pytest.mark.parametrize(
    ("kind", "verbs", "resource", "has", "lacks"), GRANTED, ids=[f"{row[0]} {'+'.join(row[1])}" for row in GRANTED]
)
def test_a_grant_gives_the_actions_of_its_verbs_and_no_other(kind, verbs, resource, has, lacks):
    actions = on(resource)
    assert actions == {action for verb in verbs for action in KINDS[kind].verbs[verb].actions}
    assert has <= actions
    assert not lacks & actions


@pytest.mark.parametrize(
    ("function", "bucket", "actions"),
    [
        ("reporting", "audit", {"s3:AbortMultipartUpload", "s3:PutObject"}),
        ("reporting", "access-archive", {"s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"}),
        ("ledger-export", "audit", {"s3:GetObject"}),
    ],
    ids=["write", "readWrite", "read"],
)
def test_a_grant_of_a_bucket_reaches_its_objects_and_never_deletes_one(function, bucket, actions):
    assert on(f"${{aws_s3_bucket.bucket-{bucket}.arn}}/*", function) == actions


def test_reading_a_table_includes_its_indexes_by_name():
    indexes = {f"{table('transactions')}/index/{name}" for name in ("by-customer", "by-merchant")}
    found = {item for entry in of_function("reporting", RICH).values() for item in many(entry["Resource"])}
    assert indexes <= found
    assert on(f"{table('transactions')}/index/by-merchant") == {"dynamodb:Query"}
    assert on(f"{table('transactions')}/index/by-merchant", "ledger-export") == {"dynamodb:Scan"}


def test_rotation_may_write_the_secret_and_only_read_the_masters():
    rotation = of_function("credential-rotation")
    by_resource = {many(item["Resource"])[0]: set(item["Action"]) for item in rotation.values()}
    app = by_resource["${aws_secretsmanager_secret.secret-app-database.arn}"]
    master = by_resource["${aws_rds_cluster.aurora.master_user_secret[0].secret_arn}"]
    assert {"secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"} <= app
    assert master == {"secretsmanager:GetSecretValue"}


def test_keys_are_used_through_the_service_of_what_is_granted_and_no_other():
    keys = {sid for sid in of_function("payment-validation") if sid.startswith("Key")}
    assert keys == {"KeyDataViaDynamodb", "KeyMessagingViaSqs", "KeySecretsViaLambda", "KeySecretsViaSsm"}
    for name, item in statements(RICH):
        if name.startswith("role-lambda-") and any(action.startswith("kms:") for action in many(item["Action"])):
            service = item["Condition"]["StringEquals"]["kms:ViaService"]
            assert service.endswith(".us-east-1.amazonaws.com"), name


def test_the_code_of_a_function_may_not_touch_network_interfaces():
    denied = on_interfaces("transaction-processing")["NeverInCode"]
    allowed = {action for sid in ("DescribeNetworkInterfaces", "NetworkInterfaces") for action in _actions(sid)}
    assert denied["Effect"] == "Deny"
    assert allowed <= set(denied["Action"])
    assert denied["Condition"]["ArnEquals"]["lambda:SourceFunctionArn"].endswith(":lambda-transaction-processing-test")


def _actions(sid: str) -> list[str]:
    return many(on_interfaces("transaction-processing")[sid]["Action"])


def on_interfaces(name: str) -> dict[str, Statement]:
    return {item["Sid"]: item for policy, item in statements() if policy == f"role-lambda-{name}-interfaces"}
