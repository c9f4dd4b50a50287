"""Schedules, streams and queues call one alias of a function, which may read them, and nothing else of their kind."""

from __future__ import annotations

import json

import pytest

from generator.compliance.controls import failure_alarms, no_wildcard_resources
from generator.compliance.stack import Stack
from tests.support.stacks import resources, stack_of

NAME = "fraud-detection"
STREAM = "${aws_dynamodb_table.table-transactions.stream_arn}"
RULE = "arn:aws:events:us-east-1:${{data.aws_caller_identity.current.account_id}}:rule/{}"
QUEUE = "aws_sqs_queue.queue-fraud-detection--settlements"


def stack(**events):
    return stack_of({"functions": [{"name": NAME, "events": events}]})


def statements(built):
    policy = resources(built, "aws_iam_role_policy")[f"role-lambda-{NAME}-policy"]["policy"]
    return {statement["Sid"]: statement for statement in json.loads(policy)["Statement"]}


def test_without_events_nothing_calls_a_function():
    built = stack_of()
    for kind in ("aws_lambda_event_source_mapping", "aws_cloudwatch_event_rule"):
        assert resources(built, kind) == {}


@pytest.mark.parametrize("colour", ["blue", "green"])
def test_a_schedule_calls_the_alias_that_admits_it(colour):
    built = stack(schedule="rate(1 hour)", alias=colour)
    rule = resources(built, "aws_cloudwatch_event_rule")[f"schedule-{NAME}"]
    target = resources(built, "aws_cloudwatch_event_target")[f"schedule-{NAME}-target"]
    permission = resources(built, "aws_lambda_permission")[f"schedule-{NAME}-permission"]
    assert rule["schedule_expression"] == "rate(1 hour)"
    assert target["arn"] == f"${{aws_lambda_alias.alias-{NAME}-{colour}.arn}}"
    assert permission["qualifier"] == f"${{aws_lambda_alias.alias-{NAME}-{colour}.name}}"
    assert permission["source_arn"] == RULE.format(f"schedule-{NAME}-test")
    assert target["depends_on"] == [f"aws_lambda_permission.schedule-{NAME}-permission"]
    assert "input" not in target


def test_each_schedule_has_a_rule_of_its_own_and_hands_over_its_event():
    event = '{"task": "reconcile"}'
    nightly = {"name": "nightly", "expression": "cron(0/5 1-4 * * ? *)", "input": event}
    built = stack(schedule="rate(1 hour)", schedules=[nightly, {"name": "hourly", "expression": "rate(2 hours)"}])
    rules, targets = (resources(built, f"aws_cloudwatch_event_{kind}") for kind in ("rule", "target"))
    assert {name: (rule["name"], rule["schedule_expression"]) for name, rule in rules.items()} == {
        f"schedule-{NAME}": (f"schedule-{NAME}-test", "rate(1 hour)"),
        f"schedule-{NAME}--nightly": (f"schedule-{NAME}--nightly-test", "cron(0/5 1-4 * * ? *)"),
        f"schedule-{NAME}--hourly": (f"schedule-{NAME}--hourly-test", "rate(2 hours)"),
    }
    inputs = {name: target.get("input") for name, target in targets.items()}
    assert (inputs[f"schedule-{NAME}--nightly-target"], inputs[f"schedule-{NAME}--hourly-target"]) == (event, None)
    permission = resources(built, "aws_lambda_permission")[f"schedule-{NAME}--nightly-permission"]
    assert permission["statement_id"] == f"schedule-{NAME}--nightly"
    assert permission["source_arn"] == RULE.format(f"schedule-{NAME}--nightly-test")


def test_a_stream_is_read_in_batches_that_fail_into_the_dead_letters():
    built = stack(tables=[{"name": "transactions", "batchSize": 7, "startingPosition": "LATEST", "maximumRetries": 2}])
    mapping = resources(built, "aws_lambda_event_source_mapping")[f"events-{NAME}--table-transactions"]
    assert mapping["event_source_arn"] == STREAM
    assert mapping["function_name"] == f"${{aws_lambda_alias.alias-{NAME}-blue.arn}}"
    assert (mapping["batch_size"], mapping["starting_position"], mapping["maximum_retry_attempts"]) == (7, "LATEST", 2)
    assert mapping["destination_config"]["on_failure"] == {
        "destination_arn": f"${{aws_sqs_queue.queue-dead-letters-{NAME}.arn}}"
    }
    # Lambda tries the role out when the mapping is made.
    assert mapping["depends_on"] == [f"aws_iam_role_policy.role-lambda-{NAME}-policy"]


def test_the_role_reads_that_stream_and_decrypts_it_through_dynamodb_only():
    found = statements(stack(tables=[{"name": "transactions"}]))
    own = "${data.aws_caller_identity.current.account_id}"
    streams = f"arn:aws:dynamodb:us-east-1:{own}:table/table-transactions-test/stream/*"
    assert found["ReadStreams"]["Resource"] == [streams]
    assert found["StreamKey"]["Condition"] == {"StringEquals": {"kms:ViaService": "dynamodb.us-east-1.amazonaws.com"}}
    assert "ReadQueues" not in found


def test_a_queue_is_seen_again_when_the_function_surely_has_ended_and_gives_up_into_the_dead_letters():
    built = stack(queues=[{"name": "settlements", "batchSize": 3, "maximumReceives": 4, "retentionDays": 9}])
    queues = resources(built, "aws_sqs_queue")
    queue = queues["queue-fraud-detection--settlements"]
    timeout = resources(built, "aws_lambda_function")[f"lambda-{NAME}"]["timeout"]
    assert queue["visibility_timeout_seconds"] == 6 * timeout
    assert queue["message_retention_seconds"] == 9 * 86_400
    assert queue["kms_master_key_id"] == "${aws_kms_key.key-messaging.arn}"
    assert json.loads(queue["redrive_policy"]) == {
        "deadLetterTargetArn": "${aws_sqs_queue.queue-dead-letters-fraud-detection.arn}",
        "maxReceiveCount": 4,
    }
    mapping = resources(built, "aws_lambda_event_source_mapping")[f"events-{NAME}--queue-settlements"]
    assert (mapping["event_source_arn"], mapping["batch_size"]) == (f"${{{QUEUE}.arn}}", 3)
    assert statements(built)["ReadQueues"]["Resource"] == [f"${{{QUEUE}.arn}}"]


def test_the_controls_find_events_watched_and_no_right_too_wide():
    built = Stack(stack(schedule="rate(1 hour)", tables=[{"name": "transactions"}], queues=[{"name": "settlements"}]))
    for control in (failure_alarms, no_wildcard_resources):
        assert [item.address for item in control.check(built) if not item.ok] == []
