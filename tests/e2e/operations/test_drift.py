"""What somebody changes outside of Terraform is found at the line of the spec that declares something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.operations.commands import apply, drift
from tests.e2e.operations.conftest import SPEC, line_of

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("operations")]

FUNCTION = "lambda-fraud-detection-ops"
# The address and the argument, and the text of the line at which it has to be found.
FOUND = {
    ("aws_lambda_function.lambda-fraud-detection", "memory_size"): "memoryMegabytes",
    ("aws_lambda_function.lambda-fraud-detection", "timeout"): "timeoutSeconds",
    ("aws_cloudwatch_log_group.log-group-lambda-fraud-detection", "retention_in_days"): "logRetentionDays",
    ("aws_sqs_queue.queue-dead-letters-fraud-detection", "message_retention_seconds"): "- name: fraud-detection",
    ("aws_dynamodb_table.table-refunds", "deletion_protection_enabled"): "- name: refunds",
    ("aws_iam_role_policy.role-lambda-fraud-detection-policy", "policy"): "- name: fraud-detection",
}


def test_what_was_changed_outside_is_found_at_its_line_and_can_be_accepted(
    live: Path, aws: Callable[[str], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    _change_by_hand(aws)
    assert drift("ops", None, form="json", accept=False) == 1
    found = json.loads(capsys.readouterr().out)["drift"]
    lines = {(one["address"], one["argument"]): one["line"] for one in found}
    assert {key: lines.get(key) for key in FOUND} == {key: line_of(text) for key, text in FOUND.items()}
    assert all(one["external"] for one in found if one["address"].startswith("aws_lambda_alias"))

    assert drift("ops", None, form="text", accept=True) == 1  # the policy cannot be written into a spec
    spec = live / "specs/ops.yaml"
    accepted = SPEC.replace("memoryMegabytes: 512", "memoryMegabytes: 1024").replace(
        "timeoutSeconds: 20", "timeoutSeconds: 25"
    )
    assert accepted.splitlines()[:16] == spec.read_text(encoding="utf-8").splitlines()[:16]
    spec.write_text(SPEC, encoding="utf-8")
    _change_back(aws)
    assert apply("ops", None, saved=None, approved=None, allowed=[], reason="") == 0


def _change_by_hand(aws: Callable[[str], Any]) -> None:
    function = aws("lambda")
    function.update_function_configuration(FunctionName=FUNCTION, MemorySize=1024, Timeout=25)
    function.update_alias(FunctionName=FUNCTION, Name="blue", FunctionVersion="$LATEST")
    aws("logs").put_retention_policy(logGroupName=f"/aws/lambda/{FUNCTION}", retentionInDays=7)
    queue = aws("sqs").get_queue_url(QueueName="queue-dead-letters-fraud-detection-ops")["QueueUrl"]
    aws("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"MessageRetentionPeriod": "3600"})
    aws("dynamodb").update_table(TableName="table-refunds-ops", DeletionProtectionEnabled=True)
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    role, policy = "role-lambda-fraud-detection-ops", "role-lambda-fraud-detection-policy-ops"
    policy = aws("iam").list_role_policies(RoleName=role)["PolicyNames"]
    name = next(each for each in policy if "interfaces" not in each)
    aws("iam").put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))


def _change_back(aws: Callable[[str], Any]) -> None:
    """What an apply need not put back: it only has to be as it was."""
    aws("dynamodb").update_table(TableName="table-refunds-ops", DeletionProtectionEnabled=False)
