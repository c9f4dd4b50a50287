"""A plan is judged as what it would leave: its own values, with references where the stack has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics.findings import SpecError
from generator.operations import plan_compliance as plan_controls
from generator.operations.plan_compliance import check_plan_compliance
from generator.operations.planned_stack import planned_stack
from generator.validation.environments import SpecSource
from generator.validation.load import load_environment
from tests.support.stacks import stack_of

KEY, TABLE = "aws_kms_key.k", "aws_dynamodb_table.t"
ARN = "arn:aws:kms:us-east-1:123456789012:key/1"
STACK = {
    "resource": {
        "aws_kms_key": {"k": {"enable_key_rotation": True}},
        "aws_dynamodb_table": {
            "t": {"name": "t", "server_side_encryption": {"enabled": True, "kms_key_arn": "${aws_kms_key.k.arn}"}}
        },
    }
}
REFERENCE = {"references": ["aws_kms_key.k.arn", "aws_kms_key.k"]}


def plan(**changes: Any) -> dict[str, Any]:
    """A plan that changes nothing but what is named: arguments of the table."""
    encryption = [{"enabled": True, "kms_key_arn": ARN}]
    values = {"name": "t", "server_side_encryption": encryption, "billing_mode": "PROVISIONED", **changes}
    expressions = {
        "name": {"constant_value": "t"},
        "server_side_encryption": [{"enabled": {"constant_value": True}, "kms_key_arn": REFERENCE}],
    }
    expressions |= {key: {"constant_value": value} for key, value in changes.items() if key not in expressions}
    return {
        "planned_values": {"root_module": {"resources": [_planned(KEY, KEY_VALUES), _planned(TABLE, values)]}},
        "configuration": {
            "root_module": {
                "resources": [
                    {"address": KEY, "expressions": {"enable_key_rotation": {"constant_value": True}}},
                    {"address": TABLE, "expressions": expressions},
                ]
            }
        },
    }


KEY_VALUES = {"enable_key_rotation": True, "arn": ARN}


def _planned(address: str, values: dict[str, Any]) -> dict[str, Any]:
    kind, _, name = address.partition(".")
    return {"address": address, "mode": "managed", "type": kind, "name": name, "values": values}


def test_a_plan_of_the_same_spec_leaves_the_same_stack() -> None:
    assert planned_stack(STACK, plan()) == STACK


def test_another_literal_is_what_counts() -> None:
    changed = plan(server_side_encryption=[{"enabled": False, "kms_key_arn": ARN}])
    encryption = planned_stack(STACK, changed)["resource"]["aws_dynamodb_table"]["t"]["server_side_encryption"]
    assert encryption == {"enabled": False, "kms_key_arn": "${aws_kms_key.k.arn}"}


def test_an_argument_that_the_stack_does_not_have_is_there_too() -> None:
    table = planned_stack(STACK, plan(deletion_protection_enabled=False))["resource"]["aws_dynamodb_table"]["t"]
    assert table["deletion_protection_enabled"] is False
    assert "billing_mode" not in table  # what nobody declares is the provider's


def test_a_resource_that_the_plan_removes_is_not_in_the_stack_that_it_leaves() -> None:
    removing = plan()
    for side in ("planned_values", "configuration"):
        del removing[side]["root_module"]["resources"][0]
    assert "aws_kms_key" not in planned_stack(STACK, removing)["resource"]


@pytest.mark.parametrize(("level", "is_refused"), [("enforce", True), ("warn", False), ("off", False)])
def test_a_control_that_the_plan_fails_and_the_stack_does_not_is_what_the_spec_says_it_is(
    level: str, is_refused: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = stack_of({})
    opened = json.loads(json.dumps(stack))
    name, key = next(iter(opened["resource"]["aws_kms_key"].items()))
    key["enable_key_rotation"] = False
    monkeypatch.setattr(plan_controls, "planned_stack", lambda _stack, _plan: opened)
    file = tmp_path / "test.yaml"
    file.write_text(f'environmentSuffix: test\ncompliance: "{level}"\n', encoding="utf-8")
    source = SpecSource(load_environment(file), file, None)
    if is_refused:
        with pytest.raises(SpecError, match=f"aws_kms_key.{name}"):
            check_plan_compliance(source, json.dumps(stack).encode(), {})
    else:
        check_plan_compliance(source, json.dumps(stack).encode(), {})
    assert (f"aws_kms_key.{name}" in capsys.readouterr().err) is (level == "warn")
