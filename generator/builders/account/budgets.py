"""Budgets: mail when the account has cost a part of what it may cost in a month."""

from __future__ import annotations

from collections.abc import Sequence

from generator.planning.naming import Naming
from generator.spec.model.account import Budget
from generator.stack_plan import Scope, aws


def build_budgets(scope: Scope, budgets: Sequence[Budget], naming: Naming) -> None:
    """Build every budget of the spec."""
    for budget in budgets:
        _budget(scope.at(budget), budget, naming)


def _budget(scope: Scope, budget: Budget, naming: Naming) -> None:
    name = naming.name("budget", budget.name)
    aws.BudgetsBudget(
        scope,
        f"budget-{budget.name}",
        name=name,
        budget_type="COST",
        time_unit="MONTHLY",
        limit_amount=str(budget.monthly_dollars),
        limit_unit="USD",
        notification=[
            aws.BudgetsBudgetNotification(
                comparison_operator="GREATER_THAN",
                notification_type="ACTUAL",
                threshold=percent,
                threshold_type="PERCENTAGE",
                subscriber_email_addresses=list(budget.emails),
            )
            for percent in budget.alert_percent
        ],
        tags={"Name": name},
    )
