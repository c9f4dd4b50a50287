"""The stack has no user, no access key and no broad managed policy: people use the organisation's identity provider."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, missing, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import listed

CODE = "C-IAM006"
TITLE = "No users, access keys or broad managed policies"
REQUIREMENTS = ("7.2.1", "7.2.2", "8.6.2")
SEVERITY: Severity = "critical"
_ROLE: Example = {"aws_iam_role": {"r": {}}}
GOOD: Example = {"resource": _ROLE}
BAD: Example = {"resource": {**_ROLE, "aws_iam_user": {"u": {"name": "deploy"}}}}

STANDING = tuple(
    """
    aws_iam_access_key aws_iam_group aws_iam_group_policy_attachment aws_iam_policy_attachment
    aws_iam_service_specific_credential aws_iam_user aws_iam_user_login_profile aws_iam_user_policy
    aws_iam_user_policy_attachment aws_key_pair aws_lambda_function_url
    """.split()
)
# Made by AWS for one service and read-only, or to write one service's own logs.
ALLOWED = (
    "arn:aws:iam::aws:policy/service-role/AWS_ConfigRole",
    "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
)


def check(stack: Stack) -> Iterator[Evidence]:
    for resource in stack.of(*STANDING):
        yield missing(resource.address, "is access that stands for ever")
    for attachment in stack.of("aws_iam_role_policy_attachment"):
        yield observe(attachment, "policy_arn", attachment.get("policy_arn") in ALLOWED)
    for role in stack.of("aws_iam_role"):
        for arn in listed(role.get("managed_policy_arns")):
            yield observe(role, "managed_policy_arns", arn in ALLOWED, observed=arn)
        if not listed(role.get("managed_policy_arns")):
            yield observe(role, "managed_policy_arns", True, "none")
