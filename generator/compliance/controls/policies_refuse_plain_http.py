"""Buckets, topics, queues and secrets deny requests without TLS."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing
from generator.compliance.policies import Statement, denies_plain_http, statements_for
from generator.compliance.stack import Resource, Stack

CODE = "C-TLS001"
TITLE = "Stores refuse requests without TLS"
REQUIREMENTS = ("2.2.7", "4.2.1", "8.3.2")
SEVERITY: Severity = "high"


def _topic(condition: object) -> Example:
    statement = {"Effect": "Deny", "Principal": "*", "Action": ["sns:Publish"], "Resource": "*", "Condition": condition}
    policy = {"policy": json.dumps({"Statement": [statement]}), "arn": "${aws_sns_topic.t.arn}"}
    return {"resource": {"aws_sns_topic": {"t": {}}, "aws_sns_topic_policy": {"t": policy}}}


GOOD: Example = _topic({"Bool": {"aws:SecureTransport": "false"}})
BAD: Example = _topic({"StringEquals": {"aws:SourceAccount": "1"}})

# What every refusal must cover: the calls that carry data. SNS accepts no `sns:*` in a topic's policy.
MUST_REFUSE = {
    "aws_s3_bucket": frozenset({"s3:*"}),
    "aws_secretsmanager_secret": frozenset({"secretsmanager:getsecretvalue", "secretsmanager:putsecretvalue"}),
    "aws_sns_topic": frozenset({"sns:publish"}),
    "aws_sqs_queue": frozenset({"sqs:*"}),
}


def check(stack: Stack) -> Iterator[Evidence]:
    for owner in stack.of(*MUST_REFUSE):
        refusals = [(at, item) for at, item in statements_for(stack, owner) if denies_plain_http(item)]
        if not refusals:
            yield missing(owner.address, "no policy refuses requests without TLS (aws:SecureTransport)", "policy")
        for at, item in refusals:
            fault = _fault(stack, owner, item)
            yield Evidence(at.address, f"policy[{item.sid}]", item.body.get("Condition"), fault is None, fault or "")


def _fault(stack: Stack, owner: Resource, statement: Statement) -> str | None:
    actions = {action.lower() for action in statement.actions}
    everything = f"{next(iter(MUST_REFUSE[owner.type])).partition(':')[0]}:*"
    if everything not in actions and "*" not in actions and not MUST_REFUSE[owner.type] <= actions:
        return "refuses some calls only"
    if owner.type == "aws_s3_bucket":
        covered = {
            resource.endswith("/*")
            for resource in statement.resources
            if resource == "*" or stack.follow(resource.removesuffix("/*"), "aws_s3_bucket") == owner
        }
        return (
            None if covered == {True, False} or "*" in statement.resources else "must cover the bucket and its objects"
        )
    return None
