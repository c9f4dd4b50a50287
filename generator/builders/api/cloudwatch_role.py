"""The role with which API Gateway writes to CloudWatch Logs: one for each account and region."""

from __future__ import annotations

from typing import Any

from generator.builders.policy import trust
from generator.planning.naming import Naming
from generator.stack_plan import Scope, aws

PUSH_TO_LOGS = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
# API Gateway tries the role when it is set, and does not say on whose behalf: a condition on the source would fail.
TRUST = trust("apigateway.amazonaws.com")


def build_cloudwatch_role(scope: Scope, naming: Naming) -> Any:
    """Build the role and the account's setting that names it, and return the setting, for which the stage waits."""
    name = naming.name("role", "api-logs")
    role = aws.IamRole(
        scope,
        "role-api-logs",
        name=name,
        assume_role_policy=TRUST,
        tags={"Name": name},
    )
    attachment = aws.IamRolePolicyAttachment(scope, "role-api-logs-policy", role=role.name, policy_arn=PUSH_TO_LOGS)
    return aws.ApiGatewayAccount(scope, "api-account", cloudwatch_role_arn=role.arn, depends_on=[attachment])
