"""Rollouts in the synthesized JSON: who owns versions and weights, and what the machines and the function may do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.stacks import resources, stack_of

ENDPOINTS = ["execute-api", "elasticloadbalancing", "lambda", "monitoring", "secretsmanager", "sns", "ssm"]
ROUTE = {"name": "rescore", "method": "POST", "path": "/rescores", "target": "fraud-detection"}
ROLLOUT = {
    "name": "release",
    "targets": ["payment-validation", "fraud-detection"],
    "checks": ["credential-rotation"],
    "drainSeconds": 90,
    "logRetentionDays": 30,
    "topic": "failed-transactions",
}


def spec(*routes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "network": {"interfaceEndpoints": ENDPOINTS},
        "api": {"routes": list(routes)},
        "rollouts": [ROLLOUT],
        **more,
    }


def built(kind: str, name: str, given: dict[str, Any] | None = None) -> dict[str, Any]:
    return resources(stack_of(given or spec()), kind)[name]


def machine(name: str = "rollout-release") -> dict[str, Any]:
    definition: dict[str, Any] = json.loads(built("aws_sfn_state_machine", name)["definition"])
    return definition


def statements(name: str) -> dict[str, dict[str, Any]]:
    policy = json.loads(built("aws_iam_role_policy", name)["policy"])
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def test_blue_is_made_once_and_then_left_to_promotions_while_green_follows():
    for function in ("payment-validation", "fraud-detection"):
        blue, green = (built("aws_lambda_alias", f"alias-{function}-{colour}") for colour in ("blue", "green"))
        assert blue["lifecycle"] == {"create_before_destroy": True, "ignore_changes": ["function_version"]}
        assert (
            blue["function_version"]
            == green["function_version"]
            == f"${{aws_lambda_function.lambda-{function}.version}}"
        )
        assert green["lifecycle"] == {"create_before_destroy": True}


def test_a_function_that_no_rollout_promotes_is_new_on_both_colours():
    for colour in ("blue", "green"):
        assert built("aws_lambda_alias", f"alias-transaction-processing-{colour}")["lifecycle"] == {
            "create_before_destroy": True
        }


def test_latest_and_a_number_are_kept_whatever_a_rollout_moves():
    for version in ("latest", "17"):
        functions = [{"name": "fraud-detection", "aliases": {"blue": {"version": version}}}]
        alias = built("aws_lambda_alias", "alias-fraud-detection-blue", spec(functions=functions))
        assert alias["lifecycle"] == {"create_before_destroy": True}
        assert alias["function_version"] == (
            "17" if version == "17" else "${aws_lambda_function.lambda-fraud-detection.version}"
        )


def test_a_rollout_owns_the_weights_of_its_rules_and_of_no_other():
    rules = resources(stack_of(spec()), "aws_lb_listener_rule")
    owned = {name for name, rule in rules.items() if "ignore_changes" in rule.get("lifecycle", {})}
    assert owned == {"listener-rule-route-screen-payment", "listener-rule-route-validate-payment"}


def test_a_new_route_begins_on_the_safe_side_and_changes_no_other_rule():
    before = resources(stack_of(spec()), "aws_lb_listener_rule")
    after = resources(stack_of(spec(ROUTE)), "aws_lb_listener_rule")
    assert {name: after[name] for name in before} == before
    (forward,) = (action["forward"] for action in after["listener-rule-route-rescore"]["action"])
    assert [group["weight"] for group in forward["target_group"]] == [100, 0]


def test_the_machine_moves_every_rule_of_its_targets():
    settings = json.loads(built("aws_sfn_state_machine", "rollout-release", spec(ROUTE))["definition"])["States"]
    rules = settings["Settings"]["Result"]["rules"]
    assert {(rule["arn"], rule["target"]) for rule in rules} == {
        ("${aws_lb_listener_rule.listener-rule-route-screen-payment.arn}", "fraud-detection"),
        ("${aws_lb_listener_rule.listener-rule-route-rescore.arn}", "fraud-detection"),
        ("${aws_lb_listener_rule.listener-rule-route-validate-payment.arn}", "payment-validation"),
    }
    assert len(rules) == 3


def test_the_machine_logs_everything_under_the_key_of_logs():
    logs = built("aws_cloudwatch_log_group", "log-group-rollout-release")
    assert (logs["kms_key_id"], logs["retention_in_days"]) == ("${aws_kms_key.key-logs.arn}", 30)
    for name in ("rollout-release", "recovery-release"):
        logging = built("aws_sfn_state_machine", name)["logging_configuration"]
        assert logging["log_destination"] == "${aws_cloudwatch_log_group.log-group-rollout-release.arn}:*"
        assert logging["level"] == "ALL"


def test_the_machine_waits_for_the_drain_window_and_tells_the_topic_of_the_spec():
    states = machine()["States"]
    assert {states[name]["Seconds"] for name in ("Drain", "Returned", "Settle")} == {90}
    topic = "${aws_sns_topic.topic-failed-transactions.arn}"
    assert {state["Parameters"]["TopicArn"] for name, state in states.items() if name.startswith("Notify")} == {topic}


def test_the_function_may_look_at_all_alarms_since_composite_ones_are_told_of_to_nobody_else():
    granted = statements("rollouts-control-policy")
    assert granted["Look"]["Resource"] == ["*"]
    assert "cloudwatch:DescribeAlarms" in granted["Look"]["Action"]


def test_blue_is_waited_for_where_it_keeps_environments():
    given = spec(functions=[{"name": "fraud-detection", "aliases": {"blue": {"provisionedConcurrency": 2}}}])
    definition = json.loads(built("aws_sfn_state_machine", "rollout-release", given)["definition"])
    assert definition["States"]["Settings"]["Result"]["warmed"] == ["lambda-fraud-detection-test"]
    policy = json.loads(built("aws_iam_role_policy", "rollouts-control-policy", given)["policy"])
    (granted,) = (one for one in policy["Statement"] if one["Sid"] == "LookWhetherWarm")
    assert granted["Resource"] == ["${aws_lambda_alias.alias-fraud-detection-blue.arn}"]
    assert "LookWhetherWarm" not in statements("rollouts-control-policy")


def test_the_machine_may_call_one_function_and_one_topic():
    granted = statements("role-rollout-release-policy")
    assert granted["CallTrafficControl"]["Resource"] == "${aws_lambda_alias.alias-traffic-control-blue.arn}"
    assert granted["Publish"]["Resource"] == "${aws_sns_topic.topic-failed-transactions.arn}"
    everything = {sid for sid, statement in granted.items() if statement["Resource"] == "*"}
    assert everything == {"DeliverLogs", "Trace"}


def test_the_function_may_move_the_rules_and_aliases_of_its_rollouts_and_nothing_else():
    granted = statements("rollouts-control-policy")
    assert granted["MoveWeights"] == {
        "Sid": "MoveWeights",
        "Effect": "Allow",
        "Action": ["elasticloadbalancing:ModifyRule"],
        "Resource": [
            "${aws_lb_listener_rule.listener-rule-route-screen-payment.arn}",
            "${aws_lb_listener_rule.listener-rule-route-validate-payment.arn}",
        ],
    }
    assert granted["Promote"]["Resource"] == [
        "${aws_lambda_function.lambda-payment-validation.arn}",
        "${aws_lambda_function.lambda-fraud-detection.arn}",
    ]
    assert granted["Remember"]["Resource"][0].endswith(":parameter/parameter-test/rollouts/release/state")
    assert granted["Ask"]["Resource"] == ["${aws_lambda_alias.alias-credential-rotation-green.arn}"]
    changing = {action for statement in granted.values() for action in statement["Action"]}
    assert {action for action in changing if not action.partition(":")[2].startswith(("Get", "Describe"))} == {
        "elasticloadbalancing:ModifyRule",
        "kms:Decrypt",
        "kms:Encrypt",
        "lambda:InvokeFunction",
        "lambda:UpdateAlias",
        "ssm:PutParameter",
    }


@pytest.mark.parametrize("word", ["abort", "approval", "hold", "state"])
def test_what_people_say_has_a_parameter_of_its_own_that_applies_leave_alone(word):
    parameter = built("aws_ssm_parameter", f"rollout-release-{word}")
    assert parameter["name"] == f"/parameter-test/rollouts/release/{word}"
    assert (parameter["type"], parameter["lifecycle"]) == (
        "SecureString",
        {"create_before_destroy": True, "ignore_changes": ["value"]},
    )


def test_every_bad_end_of_an_execution_starts_the_recovery():
    rule = built("aws_cloudwatch_event_rule", "rollout-release-ended")
    assert json.loads(rule["event_pattern"])["detail"] == {
        "stateMachineArn": ["${aws_sfn_state_machine.rollout-release.arn}"],
        "status": ["ABORTED", "FAILED", "TIMED_OUT"],
    }
    target = built("aws_cloudwatch_event_target", "rollout-release-ended-recovery")
    assert target["arn"] == "${aws_sfn_state_machine.recovery-release.arn}"
    assert target["input_transformer"]["input_template"] == '{"execution": <execution>}'
    assert statements("role-rollout-release-event-policy")["StartRecovery"]["Resource"] == target["arn"]


def test_the_endpoint_of_cloudwatch_lets_through_the_actions_of_cloudwatch():
    policy = json.loads(built("aws_vpc_endpoint", "vpc-endpoint-monitoring")["policy"])
    assert [statement["Action"] for statement in policy["Statement"]] == ["cloudwatch:*"]


def test_without_a_rollout_nothing_of_all_this_is_there():
    stack = stack_of()
    assert not resources(stack, "aws_sfn_state_machine")
    assert "lambda-traffic-control" not in resources(stack, "aws_lambda_function")
    assert all("ignore_changes" not in alias["lifecycle"] for alias in resources(stack, "aws_lambda_alias").values())
