"""Topics in the synthesized JSON: encrypted, closed to strangers and plain HTTP, and heard by those in the spec."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.generator.builders.foundations import all_built, built
from tests.support.stacks import resources, stack_of

TOPICS = ("failed-transactions", "system-errors", "settlement")
ACCOUNT = "${data.aws_caller_identity.current.account_id}"


def statements(topic: str) -> dict[str, dict[str, Any]]:
    policy = json.loads(built("aws_sns_topic_policy", f"topic-policy-{topic}")["policy"])
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def subscription(name: str) -> dict[str, Any]:
    return built("aws_sns_topic_subscription", f"subscription-system-errors--{name}")


def test_failed_transactions_and_system_errors_have_topics_without_a_word_in_the_spec():
    topics = resources(stack_of(), "aws_sns_topic")
    assert {topic["name"] for topic in topics.values()} == {
        "topic-failed-transactions-test",
        "topic-system-errors-test",
    }


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_encrypted_with_the_messaging_key(topic):
    assert built("aws_sns_topic", f"topic-{topic}")["kms_master_key_id"] == "${aws_kms_key.key-messaging.arn}"


@pytest.mark.parametrize("topic", TOPICS)
def test_plain_http_and_strangers_are_refused_whatever_else_is_allowed(topic):
    http, strangers = statements(topic)["DenyPlainHttp"], statements(topic)["DenyStrangers"]
    for statement in (http, strangers):
        assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
        assert statement["Resource"] == f"${{aws_sns_topic.topic-{topic}.arn}}"
        assert {"sns:Publish", "sns:Subscribe"} <= set(statement["Action"])
        assert "sns:*" not in statement["Action"], "SNS takes no wildcard in a topic's policy"
    assert http["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert strangers["Condition"] == {
        "StringNotEquals": {"aws:PrincipalAccount": ACCOUNT},
        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
    }


@pytest.mark.parametrize("topic", TOPICS)
def test_only_cloudwatch_and_rds_publish_without_a_role_of_ours_and_for_what_is_ours_alone(topic):
    allowed = [statement for statement in statements(topic).values() if statement["Effect"] == "Allow"]
    assert [(statement["Principal"]["Service"], statement["Action"]) for statement in allowed] == [
        ("cloudwatch.amazonaws.com", ["sns:Publish"]),
        ("events.rds.amazonaws.com", ["sns:Publish"]),
    ]
    assert {statement["Condition"]["StringEquals"]["aws:SourceAccount"] for statement in allowed} == {ACCOUNT}
    assert [statement["Condition"]["ArnLike"]["aws:SourceArn"] for statement in allowed] == [
        f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:*",
        f"arn:aws:rds:us-east-1:{ACCOUNT}:*",
    ]


def test_each_receiver_of_the_spec_is_subscribed():
    assert {
        name.rpartition("--")[2]: (entry["protocol"], entry["endpoint"])
        for name, entry in all_built("aws_sns_topic_subscription").items()
    } == {
        "oncall": ("email", "oncall@example.com"),
        "pager": ("https", "https://pager.example.com/in"),
        "queue": ("sqs", "arn:aws:sqs:us-east-1:111122223333:alerts"),
        "chat": ("lambda", "arn:aws:lambda:us-east-1:111122223333:function:notify:live"),
    }


def test_only_who_asks_for_it_gets_the_bare_message():
    assert subscription("pager")["raw_message_delivery"] is True
    assert "raw_message_delivery" not in subscription("queue")


def test_a_function_is_first_allowed_to_be_called_by_this_topic_alone_and_at_its_alias():
    name = "subscription-permission-system-errors--chat"
    permission = built("aws_lambda_permission", name)
    assert permission["principal"] == "sns.amazonaws.com"
    assert permission["source_arn"] == "${aws_sns_topic.topic-system-errors.arn}"
    assert permission["function_name"] == "arn:aws:lambda:us-east-1:111122223333:function:notify"
    assert permission["qualifier"] == "live"
    assert subscription("chat")["depends_on"] == [f"aws_lambda_permission.{name}"]
