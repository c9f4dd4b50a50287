"""The role with which API Gateway writes the logs of every API of the account."""

from __future__ import annotations

from generator.aws.provider import excludes_from
from generator.builders.api.cloudwatch_role import build_cloudwatch_role
from generator.planning.naming import Naming
from generator.spec.model.account import ApiLogRole
from generator.stack_plan import Scope


def build_api_logs(scope: Scope, api_log_role: ApiLogRole, naming: Naming, *, constraint: str) -> None:
    """Build the role, and reset the account's settings on destroy.

    Provider 5 would leave the settings pointing at a deleted role; provider 6 always resets them, and has no such
    argument. Source: AWS provider, "Upgrade to version 6", aws_api_gateway_account.
    """
    if api_log_role != "create":
        return
    build_cloudwatch_role(scope, naming)
    if excludes_from(constraint, (6, 0, 0)):
        scope.override("resource.aws_api_gateway_account.api-account.reset_on_delete", True)
