"""The account's quota of concurrency, asked before anything is made: a new account has 10 or 50."""

from __future__ import annotations

from collections.abc import Sequence

from generator.aws.quotas import CONCURRENCY
from generator.spec.model.functions import Function
from generator.stack_plan import Postcondition, Scope, TerraformResourceLifecycle, aws, step


@step
def check_concurrency(scope: Scope, functions: Sequence[Function]) -> None:
    """Let the plan fail where the account cannot reserve what the functions do."""
    reserved = sum(function.reserved_concurrency or 0 for function in functions)
    if not reserved:
        return
    needed = reserved + CONCURRENCY.reserved_by_aws
    message = (
        f"the functions reserve {reserved}, and AWS keeps {CONCURRENCY.reserved_by_aws} of the account's concurrent "
        f"executions: it needs a quota of {needed} (Service Quotas, {CONCURRENCY.code}), or functions with "
        "'reservedConcurrency: null'"
    )
    aws.DataAwsServicequotasServiceQuota(
        scope,
        "lambda-concurrency",
        service_code=CONCURRENCY.service,
        quota_code=CONCURRENCY.code,
        lifecycle=TerraformResourceLifecycle(
            postcondition=[Postcondition(condition=f"${{self.value >= {needed}}}", error_message=message)]
        ),
    )
