"""Drift of a dozen kinds, each at its line: a refresh-only plan as Terraform wrote it, cut to what differs.

`plans/drift.json` is what `tests/e2e/operations` met after somebody had changed a live stack by hand.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.operations.drift import Drift, as_json, drifts, fixes
from generator.operations.spec_lines import SpecLines
from generator.spec.resolve import resolve_file

PLAN = json.loads(Path(__file__).with_name("plans").joinpath("drift.json").read_text(encoding="utf-8"))
SPEC = """\
environmentSuffix: ops
network:
  onPremises:
    cidrs: [192.168.0.0/16]
tables:
  - name: refunds
    hashKey: refundId
    attributes: [{ name: refundId }]
functions:
  - name: fraud-detection
    memoryMegabytes: 512
    timeoutSeconds: 20
    logRetentionDays: 545
"""
FUNCTION, TABLE = "aws_lambda_function.lambda-fraud-detection", "aws_dynamodb_table.table-refunds"


@pytest.fixture
def found(tmp_path: Path) -> list[Drift]:
    file = tmp_path / "ops.yaml"
    file.write_text(SPEC, encoding="utf-8")
    return drifts(PLAN, SpecLines(resolve_file(file)))


@pytest.mark.parametrize(
    ("sentence", "address", "argument", "line"),
    [
        ("more memory", FUNCTION, "memory_size", "memoryMegabytes"),
        ("another timeout", FUNCTION, "timeout", "timeoutSeconds"),
        (
            "logs kept for a week",
            "aws_cloudwatch_log_group.log-group-lambda-fraud-detection",
            "retention_in_days",
            "logRetentionDays",
        ),
        ("a protected table", TABLE, "deletion_protection_enabled", "- name: refunds"),
        ("a tag", TABLE, "tags.Owner", "- name: refunds"),
        (
            "a wider policy",
            "aws_iam_role_policy.role-lambda-fraud-detection-policy",
            "policy",
            "- name: fraud-detection",
        ),
        ("one policy more", "aws_iam_role.role-lambda-fraud-detection", "inline_policy", "- name: fraud-detection"),
        ("an opened port", "aws_security_group.security-group-api-endpoint", "ingress", "network:"),
        (
            "a queue that is gone",
            "aws_sqs_queue.queue-dead-letters-fraud-detection",
            "the resource",
            "- name: fraud-detection",
        ),
        ("a key that is not rotated", "aws_kms_key.key-data", "enable_key_rotation", None),
        ("a parameter's value", "aws_ssm_parameter.parameter-fraud_rules", "value", None),
    ],
)
def test_a_drift_is_found_at_the_line_that_declares_something_else(
    found: list[Drift], sentence: str, address: str, argument: str, line: str | None
) -> None:
    (drift,) = [one for one in found if (one.address, one.argument.path) == (address, argument)]
    location = drift.line.location if drift.line is not None else None
    expected = SPEC[: SPEC.index(line)].count("\n") + 1 if line else None
    assert (location.line if location else None) == expected, sentence


def test_what_a_promotion_has_moved_is_apart_and_last(found: list[Drift]) -> None:
    assert [(one.address, one.by) for one in found if one.by] == [
        ("aws_lambda_alias.alias-fraud-detection-blue", "a promotion")
    ]
    assert found[-1].by


def test_a_rule_that_a_resource_declares_is_no_drift_of_its_group(found: list[Drift]) -> None:
    (opened,) = [one for one in found if one.argument.path == "ingress"]
    assert opened.live == "tcp 22-22 0.0.0.0/0"  # and not 443 of 10.0.0.0/16, which a rule of the stack lets in


def test_a_secret_value_is_shown_nowhere(found: list[Drift]) -> None:
    (drift,) = [one for one in found if one.argument.path == "value"]
    assert (drift.declared, drift.live) == ("sensitive", "sensitive")
    before: dict[str, Any] = next(
        one["change"]["before"] for one in PLAN["resource_drift"] if one["type"] == "aws_ssm_parameter"
    )
    assert before["value"] not in as_json("s", found)


def test_what_the_spec_declares_can_be_accepted_and_nothing_else(found: list[Drift]) -> None:
    writable, others = fixes(found)
    assert {finding.pointer[-1] for finding in writable} == {"memoryMegabytes", "timeoutSeconds", "logRetentionDays"}
    assert len(writable) + len(others) == len(found)
