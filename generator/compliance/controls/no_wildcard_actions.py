"""No policy allows a wildcard of actions, or everything but some."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing
from generator.compliance.policies import identity_policies, resource_policies, statements
from generator.compliance.stack import Stack

CODE = "C-IAM001"
TITLE = "No wildcard action is allowed"
REQUIREMENTS = ("7.2.1", "7.2.2", "7.2.5")
SEVERITY: Severity = "critical"


def _role(action: str) -> Example:
    statement = {"Effect": "Allow", "Action": [action], "Resource": "arn:aws:s3:::b/*"}
    return {"resource": {"aws_iam_role_policy": {"p": {"policy": json.dumps({"Statement": [statement]})}}}}


GOOD: Example = _role("s3:GetObject")
BAD: Example = _role("s3:*")


def check(stack: Stack) -> Iterator[Evidence]:
    for resource, path, text in (*identity_policies(stack), *resource_policies(stack)):
        found = statements(text)
        if found is None:
            yield missing(resource.address, "is no policy document that can be read", path)
            continue
        for statement in found:
            # An endpoint's policy only narrows what callers may do anyway: C-NET011 judges it.
            if statement.effect != "Allow" or resource.type == "aws_vpc_endpoint":
                continue
            wild = [action for action in statement.actions if "*" in action or "?" in action]
            inverted = "NotAction" in statement.body or not statement.actions
            observed = statement.body.get("NotAction", statement.actions)
            note = "allows everything but some" if inverted else f"wildcard: {', '.join(wild)}" if wild else ""
            yield Evidence(
                resource.address, f"{path}[{statement.sid}].Action", observed, not wild and not inverted, note
            )
