"""What the command line does in an account, against moto: it starts, refuses, and writes words; errors are one line."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import boto3  # type: ignore[import-untyped]  # boto3 has no types
import pytest
from moto import mock_aws

from generator.diagnostics.usage_error import UsageError
from generator.operations.live_rollout import LiveRollout
from generator.operations.rollout_plan import expected_machine
from generator.operations.rollout_status import read_status
from generator.planning.rollout_settings import expected_references, machine_name
from tests.support.rollout_world import planned_of

REGION = "us-east-1"
PLANNED = planned_of(approval={"before": [100]})


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveRollout]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield LiveRollout(PLANNED, REGION, lambda service: boto3.client(service, region_name=REGION))


@pytest.fixture
def applied(cloud: LiveRollout) -> LiveRollout:
    """An account in which the stack's machine, words and functions are."""
    role = cloud.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    _machine(cloud, role, expected_machine(PLANNED))
    for name in expected_references(PLANNED).words.values():
        cloud.client("ssm").put_parameter(Name=name, Value="{}", Type="SecureString")
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as files:
        files.writestr("a.py", "")
    for name in expected_references(PLANNED).functions.values():
        cloud.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=role,
            Handler="a.b",
            Code={"ZipFile": code.getvalue()},
            Publish=True,
        )
        cloud.client("lambda").create_alias(FunctionName=name, Name="green", FunctionVersion="1")
    return cloud


def _machine(live: LiveRollout, role: str, definition: dict[str, Any]) -> None:
    live.client("stepfunctions").create_state_machine(
        name=machine_name(PLANNED), definition=json.dumps(definition), roleArn=role
    )


def word(live: LiveRollout, control: str) -> dict[str, Any]:
    name = expected_references(PLANNED).words[control]
    found: dict[str, Any] = json.loads(
        live.client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    )
    return found


def test_a_stack_that_was_not_applied_is_reported_with_what_to_do(cloud):
    with pytest.raises(UsageError, match="apply the stack of this spec first"):
        cloud.machine()


def test_a_machine_of_another_spec_is_not_started(cloud):
    role = cloud.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    _machine(cloud, role, expected_machine(planned_of(steps=[50, 100], bakeMinutes=9)))
    with pytest.raises(UsageError, match=r"not that of the spec \(in .*Settings.*\): apply the spec first"):
        cloud.start()


def test_a_start_is_named_after_what_is_released_and_a_second_one_is_refused(applied):
    first = applied.start()
    assert first.endswith("-1")
    with pytest.raises(UsageError, match=f"execution {first} is under way"):
        applied.start()
    execution = applied.running()
    begun = applied.client("stepfunctions").describe_execution(executionArn=execution["executionArn"])["input"]
    assert json.loads(begun)["startedBy"].startswith("arn:aws:")


def test_after_an_end_the_same_versions_are_a_new_attempt(applied):
    first = applied.start()
    applied.client("stepfunctions").stop_execution(executionArn=applied.running()["executionArn"])
    second = applied.start()
    assert (second.rpartition("-")[0], second[-1]) == (first.rpartition("-")[0], "2")


def test_a_pause_is_for_the_execution_that_is_under_way_and_says_who_asks(applied):
    name = applied.start()
    assert applied.hold(paused=True) == name
    said = word(applied, "hold")
    assert (said["execution"], said["paused"]) == (name, True)
    assert said["by"].startswith("arn:aws:")
    applied.hold(paused=False)
    assert word(applied, "hold")["paused"] is False


@pytest.mark.parametrize("steer", ["approve", "hold", "abort"])
def test_there_is_nothing_to_steer_where_nothing_is_under_way(applied, steer):
    actions = {
        "approve": lambda: applied.approve(None),
        "hold": lambda: applied.hold(paused=True),
        "abort": applied.abort,
    }
    with pytest.raises(UsageError, match="is under way"):
        actions[steer]()


def test_what_aws_refuses_is_said_in_one_line(applied):
    with pytest.raises(UsageError, match=r"^AWS refuses DescribeRules: "):
        read_status(applied)
