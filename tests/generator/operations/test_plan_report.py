"""A plan is shown at the lines of the spec: of the changed value, of the grant that permits, of the address let in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.operations.apply_gate import check_allowed
from generator.operations.plan_formats import as_json
from generator.operations.plan_report import PlanReport, build_plan_report
from generator.operations.spec_lines import SpecLines
from generator.spec.resolve import resolve_file

SPEC = """\
environmentSuffix: qa
network:
  onPremises:
    cidrs:
      - 192.168.0.0/16
      - 172.20.0.0/14
functions:
  - name: fraud-detection
    memoryMegabytes: 512
    grants:
      parameters:
        - { name: payment/limits }
"""
RULE = "aws_vpc_security_group_ingress_rule.api-endpoint-ingress-172-20-0-0_14"
POLICY = "aws_iam_role_policy.role-lambda-fraud-detection-policy"
FUNCTION = "aws_lambda_function.lambda-fraud-detection"


def statement(resource: str) -> dict[str, Any]:
    return {"Sid": "Grant1", "Effect": "Allow", "Action": ["ssm:GetParameter"], "Resource": [resource]}


def policy(*resources: str) -> dict[str, str]:
    return {"policy": json.dumps({"Version": "2012-10-17", "Statement": [statement(one) for one in resources]})}


ARNS = [f"arn:aws:ssm:us-east-1:1:parameter/parameter-qa/{name}" for name in ("fraud/rules", "payment/limits")]


@pytest.fixture
def lines(tmp_path: Path) -> SpecLines:
    file = tmp_path / "qa.yaml"
    file.write_text(SPEC, encoding="utf-8")
    return SpecLines(resolve_file(file))


@pytest.mark.parametrize(
    ("sentence", "address", "actions", "before", "after", "line"),
    [
        ("the address that a rule lets in", RULE, ["create"], None, {"cidr_ipv4": "172.20.0.0/14"}, "172.20.0.0/14"),
        ("the grant of a parameter", POLICY, ["update"], policy(ARNS[0]), policy(*ARNS), "payment/limits"),
        (
            "a value that is written, of two that are equal",
            FUNCTION,
            ["update"],
            {"memory_size": 256},
            {"memory_size": 512},
            "memoryMegabytes",
        ),
        (
            "the entry, where no value is the one",
            FUNCTION,
            ["update"],
            {"description": "a"},
            {"description": "b"},
            "- name: fraud-detection",
        ),
    ],
)
def test_a_change_is_shown_at(
    lines: SpecLines, sentence: str, address: str, actions: list[str], before: Any, after: Any, line: str
) -> None:
    (change,) = json.loads(as_json(reported(lines, address, actions, before, after)))["changes"]
    assert change["line"] == SPEC[: SPEC.index(line)].count("\n") + 1, sentence


def test_an_opened_port_and_a_wider_policy_stop_an_apply_until_they_are_allowed(lines: SpecLines) -> None:
    opened = reported(lines, RULE, ["create"], None, {"cidr_ipv4": "172.20.0.0/14"})
    (refusal,) = check_allowed(opened, [], "")
    assert f"{RULE} opens a port" in refusal
    assert f"--allow {RULE}" in refusal
    assert check_allowed(opened, [RULE], "CHG-9") == []
    widened = reported(lines, POLICY, ["update"], policy(ARNS[0]), policy(*ARNS))
    assert f"{POLICY} widens a permission" in check_allowed(widened, [], "")[0]


def reported(lines: SpecLines, address: str, actions: list[str], before: Any, after: Any) -> PlanReport:
    change = {"actions": actions, "before": before, "after": after, "after_unknown": {}}
    entry = {"address": address, "type": address.partition(".")[0], "mode": "managed", "change": change}
    return build_plan_report("tap-stack-qa", "terraform", {"resource_changes": [entry]}, lines)
