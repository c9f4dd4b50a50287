"""Topics and secrets deny other accounts explicitly, whatever a later statement might allow."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing
from generator.compliance.policies import Statement, statements_for
from generator.compliance.principals import is_own_account
from generator.compliance.stack import Stack

CODE = "C-IAM008"
TITLE = "Topics and secrets refuse other accounts"
REQUIREMENTS = ("7.2.5", "8.3.2")
SEVERITY: Severity = "medium"
_ACCOUNT = "${data.aws_caller_identity.current.account_id}"


def _topic(effect: str) -> Example:
    condition = {"StringNotEquals": {"aws:PrincipalAccount": _ACCOUNT}}
    statement = {"Effect": effect, "Principal": "*", "Action": ["sns:Publish"], "Condition": condition}
    policy = {"arn": "${aws_sns_topic.t.arn}", "policy": json.dumps({"Statement": [statement]})}
    return {"resource": {"aws_sns_topic": {"t": {}}, "aws_sns_topic_policy": {"p": policy}}}


GOOD: Example = _topic("Deny")
BAD: Example = _topic("Allow")


def check(stack: Stack) -> Iterator[Evidence]:
    for owner in stack.of("aws_sns_topic", "aws_secretsmanager_secret"):
        matching = [(at, item) for at, item in statements_for(stack, owner) if _denies_others(item)]
        for at, item in matching:
            yield Evidence(at.address, f"policy[{item.sid}]", item.body.get("Condition"), True)
        if not matching:
            yield missing(owner.address, "no policy refuses other accounts (aws:PrincipalAccount)", "policy")


def _denies_others(statement: Statement) -> bool:
    return (
        statement.effect == "Deny"
        and statement.is_for_everybody()
        and any(
            operator == "StringNotEquals" and key == "aws:principalaccount" and all(map(is_own_account, values))
            for operator, key, values in statement.conditions
        )
    )
