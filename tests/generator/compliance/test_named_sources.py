"""A source that calls a function is named by a reference, or by the ARN of one thing in this account."""

from __future__ import annotations

import pytest

from generator.compliance.controls import functions_invoked_by_named_sources
from generator.compliance.stack import Stack

OWN = "${data.aws_caller_identity.current.account_id}"
RULE = "arn:aws:events:us-east-1:{}:rule/{}"


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("${aws_cloudwatch_event_rule.r.arn}", True),
        (RULE.format(OWN, "schedule-payment-relay-status-test"), True),
        (RULE.format(OWN, "*"), False),
        (RULE.format("111122223333", "schedule"), False),
        (RULE.format("*", "schedule"), False),
    ],
)
def test_a_source_is_one_thing_of_this_account(source, named):
    permission = {"action": "lambda:InvokeFunction", "principal": "events.amazonaws.com", "source_arn": source}
    found = list(
        functions_invoked_by_named_sources.check(Stack({"resource": {"aws_lambda_permission": {"p": permission}}}))
    )
    assert all(item.ok for item in found) is named
