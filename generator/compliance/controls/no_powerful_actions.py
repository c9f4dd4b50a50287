"""No role can raise its own permissions: none manages roles, policies or keys, and services alone use keys."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity
from generator.compliance.policies import Statement, identity_policies, statements
from generator.compliance.stack import Stack

CODE = "C-IAM003"
TITLE = "Roles manage neither rights nor keys"
REQUIREMENTS = ("3.6.1", "7.2.1", "7.2.2", "7.2.5")
SEVERITY: Severity = "critical"


def _role(action: str) -> Example:
    statement = {"Effect": "Allow", "Action": [action], "Resource": "arn:aws:iam::1:role/a"}
    return {"resource": {"aws_iam_role_policy": {"p": {"policy": json.dumps({"Statement": [statement]})}}}}


GOOD: Example = _role("dynamodb:GetItem")
BAD: Example = _role("iam:PassRole")

SERVICES = ("iam:", "sts:", "organizations:", "account:", "cloudtrail:", "cloudformation:")
KEY_USE = frozenset(
    """
    kms:decrypt kms:describekey kms:encrypt kms:generatedatakey kms:generatedatakeywithoutplaintext
    kms:reencryptfrom kms:reencryptto
    """.split()
)
# Deletes or opens what must stay: audit trails, logs, keys, snapshots.
DESTRUCTIVE = tuple(
    """
    dynamodb:deletetable lambda:addpermission lambda:updatefunctioncode logs:deleteloggroup logs:deletelogstream
    rds: s3:deletebucket s3:deleteobjectversion s3:putbucketpolicy secretsmanager:deletesecret
    secretsmanager:putresourcepolicy sns:deletetopic sqs:deletequeue
    """.split()
)


def check(stack: Stack) -> Iterator[Evidence]:
    for resource, path, text in identity_policies(stack):
        for statement in statements(text) or ():
            if statement.effect == "Allow":
                fault = _fault(statement)
                at = f"{path}[{statement.sid}].Action"
                yield Evidence(resource.address, at, statement.actions, fault is None, fault or "")


def _fault(statement: Statement) -> str | None:
    for action in map(str.lower, statement.actions):
        if action.startswith((*SERVICES, *DESTRUCTIVE)):
            return f"{action} is not for what runs"
        if action.startswith("kms:"):
            if action not in KEY_USE:
                return f"{action} manages a key"
            if not any(
                key.startswith(("kms:viaservice", "kms:encryptioncontext:")) for _, key, _ in statement.conditions
            ):
                return f"{action} is not tied to a service (kms:ViaService)"
    return None
