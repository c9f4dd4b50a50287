"""Drift of a dozen kinds, each at its line: a refresh-only plan as Terraform wrote it, cut to what differs.

`plans/drift.json` is what `tests/e2e/operations` met after somebody had changed a live stack by hand.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.operations.drift import Drift, as_json, find_drift, spec_fixes
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
    return find_drift(PLAN, SpecLines(resolve_file(file)))


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
    writable, others = spec_fixes(found)
    assert {finding.pointer[-1] for finding in writable} == {"memoryMegabytes", "timeoutSeconds", "logRetentionDays"}
    assert len(writable) + len(others) == len(found)


BUCKET = ("aws_s3_bucket", {"id": "b", "policy": "", "versioning": []})
ROLE = ("aws_iam_role", {"name": "r", "managed_policy_arns": []})
TABLE_OF_ROUTES = ("aws_route_table", {"id": "rtb-1", "route": []})
ROUTE = {"route_table_id": "rtb-1", "destination_cidr_block": "10.0.0.0/8"}
ATTACHED = {"role": "r", "policy_arn": "arn:own"}


@pytest.mark.parametrize(
    ("sentence", "resource", "after", "others", "found"),
    [
        ("declared by another resource", BUCKET, {"policy": "{}"}, {"aws_s3_bucket_policy": {"bucket": "b"}}, []),
        (
            "declared for another bucket",
            BUCKET,
            {"policy": "{}"},
            {"aws_s3_bucket_policy": {"bucket": "c"}},
            ["policy"],
        ),
        (
            "an attached policy",
            ROLE,
            {"managed_policy_arns": ["arn:own"]},
            {"aws_iam_role_policy_attachment": ATTACHED},
            [],
        ),
        (
            "one policy more",
            ROLE,
            {"managed_policy_arns": ["arn:own", "arn:aws:iam::aws:policy/AdministratorAccess"]},
            {"aws_iam_role_policy_attachment": ATTACHED},
            ["managed_policy_arns"],
        ),
        ("a declared route", TABLE_OF_ROUTES, {"route": [{"cidr_block": "10.0.0.0/8"}]}, {"aws_route": ROUTE}, []),
        ("one route more", TABLE_OF_ROUTES, {"route": [{"cidr_block": "0.0.0.0/0"}]}, {"aws_route": ROUTE}, ["route"]),
        ("nothing, in other words", ("aws_lb", {"a": None}), {"a": ""}, {}, []),
        ("the same JSON", ("aws_api_gateway_model", {"schema": '{"a":1}'}), {"schema": '{ "a": 1 }'}, {}, []),
        ("other JSON", ("aws_api_gateway_model", {"schema": '{"a":1}'}), {"schema": '{ "a": 2 }'}, {}, ["schema"]),
        (
            "a protocol by its number",
            ("aws_network_acl", {"ingress": [{"protocol": "tcp"}]}),
            {"ingress": [{"protocol": "6"}]},
            {},
            [],
        ),
        ("a balancer's own group", ("aws_lb_target_group", {}), {"load_balancer_arns": ["arn"]}, {}, []),
    ],
)
def test_what_a_refresh_fills_in_is_no_drift_and_what_somebody_adds_is(
    tmp_path: Path, sentence: str, resource: Any, after: dict[str, Any], others: dict[str, Any], found: list[str]
) -> None:
    (kind, before), file = resource, tmp_path / "ops.yaml"
    file.write_text(SPEC, encoding="utf-8")
    change = {"actions": ["update"], "before": before, "after": {**before, **after}}
    plan = {
        "resource_drift": [{"address": f"{kind}.x", "mode": "managed", "type": kind, "change": change}],
        "prior_state": {
            "values": {
                "root_module": {"resources": [{"type": one, "values": values} for one, values in others.items()]}
            }
        },
    }
    drifted = find_drift(plan, SpecLines(resolve_file(file)))
    assert [drift.argument.name for drift in drifted] == found, sentence
