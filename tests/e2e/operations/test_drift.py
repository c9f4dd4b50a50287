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
ROLE = "role-lambda-fraud-detection-ops"
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
    spec = live / "specs/ops.yaml"
    _change_by_hand(aws)
    try:
        assert drift("ops", None, form="json", accept=True) == 1  # a policy cannot be written into a spec
        accepted = spec.read_text(encoding="utf-8")
    finally:
        spec.write_text(SPEC, encoding="utf-8")
        aws("dynamodb").update_table(TableName="table-refunds-ops", DeletionProtectionEnabled=False)
        assert apply("ops", None, saved=None, approved=None, allowed=[], reason="") == 0
    out = capsys.readouterr().out
    found = json.loads(out[: out.index("\ntap-stack-ops")])["drift"]
    lines = {(one["address"], one["argument"]): one["line"] for one in found}
    assert {key: lines.get(key) for key in FOUND} == {key: line_of(text) for key, text in FOUND.items()}
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
    aws("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"MessageRetentionPeriod": "3600"})
    aws("dynamodb").update_table(TableName="table-refunds-ops", DeletionProtectionEnabled=True)
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    (name,) = aws("iam").list_role_policies(RoleName=ROLE)["PolicyNames"]
    aws("iam").put_role_policy(RoleName=ROLE, PolicyName=name, PolicyDocument=json.dumps(document))
