"""The role by which API Gateway writes the logs of every API of the account."""

from __future__ import annotations

from generator.aws.provider import excludes_from
from generator.builders.api.account import build_account_role
from generator.planning.naming import Naming
from generator.spec.model.account import ApiLogRole
from generator.stack_plan import Scope


def build_api_logs(scope: Scope, wanted: ApiLogRole, naming: Naming, *, constraint: str) -> None:
    """Build the role, and let destroy take it out of the account's settings.

    Provider 5 would leave the settings pointing at a role that is gone; provider 6 always resets them, and knows no
    such argument. Source: AWS provider, "Upgrade to version 6", aws_api_gateway_account.
    """
    if wanted != "create":
        return
    build_account_role(scope, naming)
    if excludes_from(constraint, (6, 0, 0)):
        scope.override("resource.aws_api_gateway_account.api-account.reset_on_delete", True)
