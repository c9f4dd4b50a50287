"""Requests as AWS's SDK sends them, in every protocol, and what AWS's own service models have against them."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import boto3  # type: ignore[import-untyped]  # boto3 has no types
import pytest
from botocore.awsrequest import AWSResponse  # type: ignore[import-untyped]  # botocore has no types
from botocore.config import Config  # type: ignore[import-untyped]  # botocore has no types

from generator.verify.errors import CannotVerify
from generator.verify.requests.recorder import PROVIDER, Recorder
from generator.verify.requests.violations import CheckedRequests, check_requests
from tests.support.emulators import require_emulators

TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/t"
Send = Callable[[str, str, dict[str, Any]], None]
VIA = {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}


def policy(*actions: str, resource: str = "*", effect: str = "Allow", **condition: Any) -> str:
    statement = {"Sid": "It", "Effect": effect, "Action": list(actions), "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement | condition]})


def inline(document: str) -> dict[str, Any]:
    return {"RoleName": "role-it", "PolicyName": "it", "PolicyDocument": document}


@pytest.fixture
def python() -> str:
    return require_emulators()


@pytest.fixture
def checked(tmp_path, python) -> Callable[..., CheckedRequests]:
    """Sends requests nowhere, records what would have been sent, and checks the recording."""

    def check(*calls: tuple[str, str, dict[str, Any]]) -> CheckedRequests:
        recording = tmp_path / "recording"
        recorder = Recorder(recording)
        for service, operation, parameters in calls:
            send(recorder, service, operation, parameters)
        return check_requests(python, [recording])

    return check


def send(recorder: Recorder, service: str, operation: str, parameters: dict[str, Any]) -> None:
    client = boto3.client(
        service,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        endpoint_url="http://aws.invalid",
        config=Config(parameter_validation=False, user_agent_extra=PROVIDER, s3={"addressing_style": "path"}),
    )

    def record(request: Any, **_: Any) -> AWSResponse:
        url = urlsplit(request.url)
        headers = {name.lower(): _text(value) for name, value in request.headers.items()}
        recorder.record(request.method, url.path, url.query, headers, _bytes(request.body))
        return AWSResponse(request.url, 200, {}, _Nothing())

    client.meta.events.register("before-send", record)
    # The empty answer is none that the SDK can read.
    with suppress(Exception):
        getattr(client, operation)(**parameters)


class _Nothing:
    def stream(self) -> list[bytes]:
        return []

    def read(self) -> bytes:
        return b""


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if hasattr(body, "read"):
        return bytes(body.read())
    return body if isinstance(body, bytes) else str(body).encode()


GOOD: list[tuple[str, str, dict[str, Any]]] = [
    (
        "iam",
        "create_role",
        {"RoleName": "role-it", "AssumeRolePolicyDocument": "{}", "Description": "größer"},
    ),
    ("ec2", "create_vpc", {"CidrBlock": "10.0.0.0/16"}),
    ("rds", "create_db_cluster", {"DBClusterIdentifier": "aurora-it", "Engine": "aurora-postgresql"}),
    ("kms", "create_key", {"Description": "Schlüssel"}),
    ("dynamodb", "describe_table", {"TableName": "transactions"}),
    ("lambda", "get_function", {"FunctionName": "fraud-detection"}),
    ("s3", "put_bucket_tagging", {"Bucket": "audit-it", "Tagging": {"TagSet": [{"Key": "Name", "Value": "Prüfung"}]}}),
    ("elbv2", "describe_load_balancers", {"Names": ["alb-it"]}),
    ("cloudwatch", "describe_alarms", {"AlarmNames": ["errors"]}),
    ("apigateway", "get_rest_api", {"restApiId": "abc123"}),
    ("route53", "get_hosted_zone", {"Id": "Z0123456789ABCDEFGHIJ"}),
    ("sqs", "create_queue", {"QueueName": "queue-it", "Attributes": {"VisibilityTimeout": "30"}}),
    (
        "iam",
        "put_role_policy",
        inline(policy("dynamodb:PutItem", resource=TABLE)),
    ),
    ("iam", "put_role_policy", inline(policy("logs:*", Condition={"StringEquals": {"aws:SourceAccount": "1"}}))),
]


def test_requests_in_every_protocol_that_aws_takes_are_found_sound(checked):
    found = checked(*GOOD)
    assert [str(violation) for violation in found.violations] == []
    assert (found.requests, found.operations, found.policies) == (len(GOOD), len(GOOD) - 1, 2)


PLANTED: list[tuple[str, tuple[str, str, dict[str, Any]], str, str]] = [
    (
        "query: too long",
        ("iam", "create_role", {"RoleName": "r" * 65, "AssumeRolePolicyDocument": "{}"}),
        "iam:CreateRole RoleName",
        "has 65 characters, at most 64 are allowed",
    ),
    (
        "query: a letter that the pattern does not have",
        ("iam", "create_role", {"RoleName": "größe", "AssumeRolePolicyDocument": "{}"}),
        "iam:CreateRole RoleName",
        "does not match",
    ),
    (
        "query: required",
        ("rds", "create_db_cluster", {"Engine": "x"}),
        "rds:CreateDBCluster DBClusterIdentifier",
        "is required",
    ),
    (
        "json: out of range",
        ("kms", "schedule_key_deletion", {"KeyId": "k" * 36, "PendingWindowInDays": 366}),
        "kms:ScheduleKeyDeletion PendingWindowInDays",
        "is 366, at most 365 is allowed",
    ),
    (
        "json: not among the values, in a list",
        (
            "dynamodb",
            "create_table",
            {
                "TableName": "tab",
                "KeySchema": [{"AttributeName": "id", "KeyType": "SORT"}],
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            },
        ),
        "dynamodb:CreateTable KeySchema[0].KeyType",
        "is 'SORT', none of HASH, RANGE",
    ),
    (
        "rest-json: a number in the body",
        ("lambda", "update_function_configuration", {"FunctionName": "fraud", "MemorySize": 64}),
        "lambda:UpdateFunctionConfiguration MemorySize",
        "is 64, at least 128 is needed",
    ),
    (
        "rest-xml: not among the values",
        (
            "s3",
            "put_bucket_versioning",
            {"Bucket": "audit-it", "VersioningConfiguration": {"Status": "On"}},
        ),
        "s3:PutBucketVersioning VersioningConfiguration.Status",
        "is 'On', none of Enabled, Suspended",
    ),
    (
        "an action that there is not",
        ("iam", "put_role_policy", inline(policy("dynamodb:PutItems"))),
        "iam:PutRolePolicy PolicyDocument",
        "It: there is no action dynamodb:PutItems",
    ),
    (
        "a resource of another kind",
        ("iam", "put_role_policy", inline(policy("sqs:SendMessage", resource="arn:aws:sns:us-east-1:123456789012:t"))),
        "iam:PutRolePolicy PolicyDocument",
        "It: none of its actions takes the resource arn:aws:sns:us-east-1:123456789012:t",
    ),
    (
        "an action on objects, for the bucket alone",
        ("iam", "put_role_policy", inline(policy("s3:GetObject", "s3:ListBucket", resource="arn:aws:s3:::audit-it"))),
        "iam:PutRolePolicy PolicyDocument",
        "It: s3:GetObject takes none of its resources",
    ),
    (
        "a condition key that there is not",
        ("iam", "put_role_policy", inline(policy("sqs:SendMessage", Condition={"StringEquals": {"aws:Source": "1"}}))),
        "iam:PutRolePolicy PolicyDocument",
        "It: none of its actions knows the condition key aws:Source",
    ),
    (
        "a condition key of another service",
        ("iam", "put_role_policy", inline(policy("sqs:SendMessage", Condition={"StringLike": {"s3:prefix": "a"}}))),
        "iam:PutRolePolicy PolicyDocument",
        "It: none of its actions knows the condition key s3:prefix",
    ),
    (
        "a condition key that one of the actions does not know",
        ("iam", "put_role_policy", inline(policy("kms:Decrypt", "kms:ListKeys", Condition=VIA))),
        "iam:PutRolePolicy PolicyDocument",
        "It: kms:ListKeys does not know the condition key kms:ViaService",
    ),
    (
        "an operator that there is not",
        ("iam", "put_role_policy", inline(policy("sqs:SendMessage", Condition={"Equals": {"aws:SourceArn": "a"}}))),
        "iam:PutRolePolicy PolicyDocument",
        "It: there is no condition operator Equals",
    ),
]


def test_each_planted_violation_names_operation_parameter_and_constraint(checked):
    found = checked(*(call for _, call, _, _ in PLANTED)).violations
    for sentence, _, where, problem in PLANTED:
        matching = [item for item in found if f"{item.operation} {item.path}" == where and problem in item.problem]
        assert len(matching) == 1, (sentence, [str(item) for item in found])
    assert len(found) == len(PLANTED), "\n".join(str(item) for item in found)


def test_a_request_that_no_service_model_knows_is_a_violation(tmp_path, python):
    recording = tmp_path / "recording"
    headers = {
        "user-agent": PROVIDER,
        "authorization": "AWS4-HMAC-SHA256 Credential=test/20261128/us-east-1/kms/aws4_request",
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "TrentService.MakeGold",
    }
    Recorder(recording).record("POST", "/", "", headers, b"{}")
    (violation,) = check_requests(python, [recording]).violations
    assert violation.problem == "POST /: kms has no such operation"


def test_only_requests_of_the_provider_are_kept_and_each_once(tmp_path):
    recorder = Recorder(tmp_path / "recording")
    for agent in ("Boto3/1.43", PROVIDER, PROVIDER):
        recorder.record("GET", "/bucket", "tagging", {"user-agent": agent}, b"")
    assert len((tmp_path / "recording").read_text().splitlines()) == 1


def test_a_check_that_cannot_run_says_what_to_do(tmp_path, python):
    with pytest.raises(CannotVerify, match=r"the requests cannot be checked: .*run `make emulators` again"):
        check_requests(python, [tmp_path / "there-is-none"])
