"""No policy of a role is about everything, but for the few actions to which AWS gives no resource."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity
from generator.compliance.policies import Statement, identity_policies, statements
from generator.compliance.stack import Stack

CODE = "C-IAM002"
TITLE = "No wildcard resource, but where AWS knows no other"
REQUIREMENTS = ("7.2.1", "7.2.2", "7.2.5")
SEVERITY: Severity = "high"


def _role(resource: str) -> Example:
    statement = {"Effect": "Allow", "Action": ["dynamodb:GetItem"], "Resource": resource}
    return {"resource": {"aws_iam_role_policy": {"p": {"policy": json.dumps({"Statement": [statement]})}}}}


GOOD: Example = _role("${aws_dynamodb_table.t.arn}")
BAD: Example = _role("*")

# Actions without resource-level permission. Source: service authorization reference of each service. DescribeAlarms has
# one, but tells of composite alarms only who may ask about all (CloudWatch API reference, DescribeAlarms).
WITHOUT_RESOURCE = frozenset(
    """
    cloudwatch:DescribeAlarms cloudwatch:GetMetricData cloudwatch:PutMetricData dynamodb:ListStreams
    ec2:DescribeNetworkInterfaces ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs
    elasticloadbalancing:DescribeRules elasticloadbalancing:DescribeTargetHealth logs:CreateLogDelivery
    logs:DeleteLogDelivery logs:DescribeLogGroups logs:DescribeResourcePolicies logs:GetLogDelivery
    logs:ListLogDeliveries logs:PutResourcePolicy logs:UpdateLogDelivery secretsmanager:GetRandomPassword
    xray:GetSamplingRules xray:GetSamplingTargets xray:PutTelemetryRecords xray:PutTraceSegments
    """.split()
)
# Lambda makes network interfaces in the name of a function's role; their names are not known before. A refusal beside
# it takes the right away from the function's own code.
INTERFACES = frozenset(
    """
    ec2:AssignPrivateIpAddresses ec2:CreateNetworkInterface ec2:DeleteNetworkInterface
    ec2:UnassignPrivateIpAddresses
    """.split()
)
# A resource part that begins with a star is every resource of its kind.
_EVERYTHING = re.compile(r"^(\*|arn:[^:]*:[^:]*:[^:]*:(?:\$\{[^}]*\}|[^:])*:(\*.*|[^/:]+[:/]\*))$")


def check(stack: Stack) -> Iterator[Evidence]:
    for resource, path, text in identity_policies(stack):
        found = statements(text) or []
        refused = {action for item in found if _takes_away(item) for action in item.actions}
        for statement in found:
            if statement.effect == "Allow":
                fault, note = _judge(statement, refused)
                at = f"{path}[{statement.sid}].Resource"
                yield Evidence(resource.address, at, statement.resources, fault is None, fault or note)


def _judge(statement: Statement, refused: set[str]) -> tuple[str | None, str]:
    if "NotResource" in statement.body or not statement.resources:
        return "is about everything but some", ""
    wide = [resource for resource in statement.resources if _EVERYTHING.match(resource)]
    if not wide:
        return None, ""
    actions = set(statement.actions)
    if actions <= WITHOUT_RESOURCE:
        return None, "AWS knows no resource for these actions"
    if actions <= INTERFACES and actions <= refused and "*" not in wide:
        return None, "Lambda's own use; refused to the function's code"
    return f"is about everything: {', '.join(wide)}", ""


def _takes_away(statement: Statement) -> bool:
    return statement.effect == "Deny" and any(key == "lambda:sourcefunctionarn" for _, key, _ in statement.conditions)
