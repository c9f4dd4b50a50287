"""Policies of buckets, topics, queues, secrets and APIs admit services of this account, and nobody from outside."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.policies import Statement, resource_policies, statements
from generator.compliance.principals import confines_everybody, is_confined, is_own_account
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true

CODE = "C-IAM007"
TITLE = "Resource policies admit no external principals"
REQUIREMENTS = ("7.2.1", "7.2.5", "10.3.1")
SEVERITY: Severity = "critical"


# Policies whose statements say what of the owner they are about: all of it is more than a service needs.
NAMING = ("aws_s3_bucket_policy", "aws_sns_topic_policy", "aws_sqs_queue_policy")


def _topic(condition: object) -> Example:
    statement = {"Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Action": "sns:Publish"}
    policy = json.dumps({"Statement": [{**statement, "Resource": "${aws_sns_topic.t.arn}", "Condition": condition}]})
    return {"resource": {"aws_sns_topic_policy": {"p": {"arn": "${aws_sns_topic.t.arn}", "policy": policy}}}}


GOOD: Example = _topic({"StringEquals": {"aws:SourceAccount": "${data.aws_caller_identity.current.account_id}"}})
BAD: Example = _topic({})


def check(stack: Stack) -> Iterator[Evidence]:
    for resource, path, text in resource_policies(stack):
        if resource.type == "aws_vpc_endpoint":
            continue  # C-NET011
        found = statements(text)
        if found is None:
            yield missing(resource.address, "is no policy document that can be read", path)
        for statement in found or ():
            if statement.effect == "Allow":
                fault = _fault(statement)
                if fault is None and resource.type in NAMING and "*" in statement.resources:
                    fault = "names no resource"
                observed = {key: statement.body.get(key) for key in ("Principal", "Condition")}
                yield Evidence(resource.address, f"{path}[{statement.sid}]", observed, fault is None, fault or "")
    for policy in stack.of("aws_secretsmanager_secret_policy"):
        yield observe(policy, "block_public_policy", is_true(policy.get("block_public_policy")))


def _fault(statement: Statement) -> str | None:
    if "NotPrincipal" in statement.body or not statement.principals:
        return "does not name whom it admits"
    for kind, value in statement.principals:
        if value == "*":
            if not confines_everybody(statement):
                return "admits everybody"
        elif kind == "Service":
            if not is_confined(value, statement):
                return f"admits {value} on behalf of any account"
        elif not is_own_account(value):
            return f"admits {value}"
    return None
