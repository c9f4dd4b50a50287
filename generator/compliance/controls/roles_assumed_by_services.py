"""Roles are assumed by AWS services, on behalf of this account."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing
from generator.compliance.policies import Statement, statements
from generator.compliance.principals import is_confined
from generator.compliance.stack import Stack

CODE = "C-IAM005"
TITLE = "Roles are assumed by services of this account"
REQUIREMENTS = ("7.2.1", "7.2.5")
SEVERITY: Severity = "critical"


def _role(principal: object) -> Example:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    return {"resource": {"aws_iam_role": {"r": {"assume_role_policy": json.dumps({"Statement": [statement]})}}}}


GOOD: Example = _role({"Service": "lambda.amazonaws.com"})
BAD: Example = _role({"AWS": "*"})

# Services whose calls to assume a role carry no source, as their guides say: a condition would lock them out. The role
# must then belong to one resource, which IAM itself checks when it is handed over (iam:PassRole).
NO_SOURCE = ("cloudtrail.amazonaws.com", "lambda.amazonaws.com", "rds.amazonaws.com", "s3.amazonaws.com")


def check(stack: Stack) -> Iterator[Evidence]:
    for role in stack.of("aws_iam_role"):
        found = statements(role.get("assume_role_policy"))
        if found is None:
            yield missing(role.address, "has no trust policy that can be read", "assume_role_policy")
        for statement in found or ():
            if statement.effect == "Allow":
                fault, note = _judge(statement)
                at = f"assume_role_policy[{statement.sid}]"
                yield Evidence(role.address, at, statement.body.get("Principal"), fault is None, fault or note)


def _judge(statement: Statement) -> tuple[str | None, str]:
    if statement.actions != ["sts:AssumeRole"]:
        return "allows more than sts:AssumeRole", ""
    if not statement.principals:
        return "names no principal", ""
    for kind, value in statement.principals:
        if kind != "Service" or "*" in value:
            return f"{kind} {value} is no AWS service", ""
        if not is_confined(value, statement) and value not in NO_SOURCE:
            return f"{value} may assume it on behalf of any account", ""
    unsourced = [value for _, value in statement.principals if value in NO_SOURCE]
    return None, f"{', '.join(unsourced)} names no source" if unsourced else ""
