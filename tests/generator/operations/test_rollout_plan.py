"""The plan of a rollout, offline: what it says is what the machine does."""

from __future__ import annotations

import json

import pytest

from generator.cli.main import main
from generator.diagnostics.usage_error import UsageError
from generator.operations.machine_definition import comparable
from generator.operations.rollout_plan import as_data, as_markdown, expected_machine, select_rollout
from generator.validation.load import load_environment
from tests.support.rollout_world import World, migration_of, planned_of
from tests.support.stacks import SPECS, shipped_stack

PLANS = {
    "release": planned_of(approval={"before": [50]}, bakeMinutes=7),
    "migration": migration_of(steps=[5, 100], drainSeconds=120),
}


@pytest.mark.parametrize("name", PLANS)
def test_the_plan_is_what_a_rollout_does_that_goes_well(name):
    planned = PLANS[name]
    world = World(planned)
    world.say("approval", before=50)
    done = world.start()
    assert done.ended == "SUCCEEDED"
    states = [row["state"] for row in as_data(planned)["states"]]
    visited = list(dict.fromkeys(state for state in done.visited if state in states))
    assert visited == [state for state in states if not state.startswith("Waiting")]
    steps = [step["green"] for step in as_data(planned)["steps"]]
    shares = list(dict.fromkeys(green for _, green in world.history))
    assert shares == [0, *steps]
    assert (world.now - 1_000_000.0) / 60 >= as_data(planned)["atLeastMinutes"] - 1


@pytest.mark.parametrize("name", ["prod", "staging"])
def test_the_plan_is_of_the_machine_that_the_stack_gets(name):
    planned = select_rollout(load_environment(SPECS / f"{name}.yaml"), None)
    live = json.loads(shipped_stack(name)["resource"]["aws_sfn_state_machine"]["rollout-release"]["definition"])
    wanted = expected_machine(planned)
    assert [*live["States"]] == [*wanted["States"]]
    for state, built in live["States"].items():
        expected = wanted["States"][state]
        if state == "Settings":
            found, said = built["Result"], expected["Result"]
            plain = [
                key for key, value in said.items() if isinstance(value, int | str) and key not in ("balancer", "key")
            ]
            assert {key: found[key] for key in plain} == {key: said[key] for key in plain}
            assert len(found["guards"]) == len(said["guards"])
        else:
            assert shape(built) == shape(expected)


def shape(state):
    return {key: value for key, value in state.items() if key not in ("Resource", "Parameters")}


def test_two_machines_are_compared_without_the_names_that_aws_gives():
    rule = {"arn": "arn:aws:elasticloadbalancing:x", "target": "t"}
    assert comparable({"rules": [rule], "balancer": "app/x"}) == {"rules": [{"arn": "arn", "target": "t"}]}
    publish = {"Resource": "arn:aws:states:::sns:publish"}
    assert comparable(publish) == publish


def test_markdown_has_a_row_a_step_and_a_row_a_rule():
    text = as_markdown(PLANS["release"])
    for row in ("| 1 | 99 | 1 | nothing | 7 min", "| 3 | 50 | 50 | approval |", "| route-rescore | fraud-detection |"):
        assert row in text
    assert "one call for each of the 3 rules sets blue 100 and green 0" in text
    assert "green keeps 100" in as_markdown(PLANS["migration"])


def test_the_command_needs_no_aws(capsys):
    assert main(["rollout", "plan", "prod"]) == 0
    assert "# Rollout release of prod" in capsys.readouterr().out
    assert main(["rollout", "plan", "prod", "release", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["stateMachine"] == "state-machine-rollout-release-prod"


@pytest.mark.parametrize(
    ("words", "said"),
    [(["prod", "relase"], "did you mean 'release'?"), (["dev"], "dev has no rollouts")],
)
def test_a_rollout_that_is_not_there_is_wrong_usage(words, said, capsys):
    assert main(["rollout", "plan", *words]) == 2
    assert said in capsys.readouterr().err


def test_of_several_rollouts_one_must_be_named():
    second = {"name": "second", "targets": ["transaction-processing"]}
    first = {"name": "first", "targets": ["fraud-detection"]}
    network = {
        "interfaceEndpoints": [
            "elasticloadbalancing",
            "execute-api",
            "lambda",
            "monitoring",
            "secretsmanager",
            "sns",
            "ssm",
        ]
    }
    env = load_environment({"environmentSuffix": "x", "network": network, "rollouts": [first, second]})
    with pytest.raises(UsageError, match="name one of first, second"):
        select_rollout(env, None)
