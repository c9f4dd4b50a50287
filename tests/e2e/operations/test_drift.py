"""What somebody changes outside of Terraform is found at the line of the spec that declares something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.operations.terraform_commands import apply, drift
from tests.e2e.operations.conftest import SPEC, line_of

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("operations")]

FUNCTION = "lambda-fraud-detection-ops"
TABLE = "table-refunds-ops"
ROLE = "role-lambda-fraud-detection-ops"
GROUP = "security-group-api-endpoint-ops"
SHELL = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
POLICY = "aws_iam_role_policy.role-lambda-fraud-detection-policy"
# The address and the argument, and the text of the line at which it has to be found; none for what no file says.
FOUND = {
    ("aws_lambda_function.lambda-fraud-detection", "memory_size"): "memoryMegabytes",
    ("aws_lambda_function.lambda-fraud-detection", "timeout"): "timeoutSeconds",
    ("aws_cloudwatch_log_group.log-group-lambda-fraud-detection", "retention_in_days"): "logRetentionDays",
    ("aws_dynamodb_table.table-refunds", "deletion_protection_enabled"): "- name: refunds",
    ("aws_dynamodb_table.table-refunds", "tags.Owner"): "- name: refunds",
    (POLICY, "policy"): "- name: fraud-detection",
    ("aws_iam_role.role-lambda-fraud-detection", "inline_policy"): "- name: fraud-detection",
    ("aws_security_group.security-group-api-endpoint", "ingress"): "network:",
    ("aws_sqs_queue.queue-dead-letters-fraud-detection", "the resource"): "- name: fraud-detection",
    ("aws_kms_key.key-data", "enable_key_rotation"): None,
    ("aws_kms_key.key-data", "rotation_period_in_days"): None,
    ("aws_ssm_parameter.parameter-fraud_rules", "value"): None,
}


def test_what_was_changed_outside_is_found_at_its_line_and_can_be_accepted(
    live: Path, aws: Callable[[str], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    spec = live / "specs/ops.yaml"
    _change_by_hand(aws)
    try:
        assert drift("ops", None, form="json", accept=True) == 1  # a policy cannot be written into a spec
        accepted = spec.read_text(encoding="utf-8")
    finally:
        spec.write_text(SPEC, encoding="utf-8")
        _take_back(aws)
        # The queue's ARN is new, so that what the policy will permit is not known yet.
        assert apply("ops", None, saved=None, approved=None, allowed=[POLICY], reason="as the spec has it") == 0
    out = capsys.readouterr().out
    found = json.loads(out[: out.index("\ntap-stack-ops")])["drift"]
    lines = {(one["address"], one["argument"]): one["line"] for one in found}
    assert {key: lines.get(key) for key in FOUND} == {
        key: line_of(text) if text else None for key, text in FOUND.items()
    }
    assert {(one["address"], one["argument"]) for one in found if not one["external"]} == FOUND.keys()
    assert [one["external"] for one in found if one["address"].startswith("aws_lambda_alias")] == ["a promotion"]
    written = {"memoryMegabytes: 512": "1024", "timeoutSeconds: 20": "25", "logRetentionDays: 545": "7"}
    expected = SPEC
    for text, value in written.items():
        expected = expected.replace(text, f"{text.partition(':')[0]}: {value}")
    assert accepted == expected


def _change_by_hand(aws: Callable[[str], Any]) -> None:
    function = aws("lambda")
    function.update_function_configuration(FunctionName=FUNCTION, MemorySize=1024, Timeout=25)
    function.update_alias(FunctionName=FUNCTION, Name="blue", FunctionVersion="$LATEST")
    aws("logs").put_retention_policy(logGroupName=f"/aws/lambda/{FUNCTION}", retentionInDays=7)
    queue = aws("sqs").get_queue_url(QueueName="queue-dead-letters-fraud-detection-ops")["QueueUrl"]
    aws("sqs").delete_queue(QueueUrl=queue)
    table = aws("dynamodb").update_table(TableName=TABLE, DeletionProtectionEnabled=True)["TableDescription"]
    aws("dynamodb").tag_resource(ResourceArn=table["TableArn"], Tags=[{"Key": "Owner", "Value": "somebody"}])
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    (name,) = aws("iam").list_role_policies(RoleName=ROLE)["PolicyNames"]
    for policy in (name, "by-hand"):
        aws("iam").put_role_policy(RoleName=ROLE, PolicyName=policy, PolicyDocument=json.dumps(everything))
    aws("ec2").authorize_security_group_ingress(GroupId=_group(aws), IpPermissions=[SHELL])
    aws("kms").disable_key_rotation(KeyId=_key(aws))
    aws("ssm").put_parameter(Name="/parameter-ops/fraud/rules", Value="{}", Overwrite=True)


def _take_back(aws: Callable[[str], Any]) -> None:
    """What Terraform does not know of stays, and a table that is protected cannot be destroyed."""
    aws("dynamodb").update_table(TableName=TABLE, DeletionProtectionEnabled=False)
    aws("iam").delete_role_policy(RoleName=ROLE, PolicyName="by-hand")
    aws("ec2").revoke_security_group_ingress(GroupId=_group(aws), IpPermissions=[SHELL])


def _group(aws: Callable[[str], Any]) -> str:
    named = [{"Name": "group-name", "Values": [GROUP]}]
    (group,) = aws("ec2").describe_security_groups(Filters=named)["SecurityGroups"]
    return str(group["GroupId"])


def _key(aws: Callable[[str], Any]) -> str:
    kms = aws("kms")
    keys = (kms.describe_key(KeyId=entry["KeyId"])["KeyMetadata"] for entry in kms.list_keys()["Keys"])
    return next(str(key["KeyId"]) for key in keys if key["Description"].startswith("key-data-ops"))
