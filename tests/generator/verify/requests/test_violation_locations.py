"""A violation is a fault of the stack that it was asked for, with the line of the spec that asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.validation.environments import SpecSource
from generator.validation.load import load_environment
from generator.verify.requests.violation_locations import add_violations
from generator.verify.requests.violations import Violation
from generator.verify.result import Result

SPEC = """\
environmentSuffix: qa
parameters:
  - name: settlement/holidays
    value: "2026-12-25"
  - name: settlement/cut-off
    value: "17:00"
"""
RESOURCES = {
    "aws_ssm_parameter.parameter-settlement_holidays": {"name": "/parameter-qa/settlement/holidays"},
    "aws_ssm_parameter.parameter-settlement_cut-off": {"name": "/parameter-qa/settlement/cut-off"},
}


@pytest.fixture
def source(tmp_path: Path) -> SpecSource:
    file = tmp_path / "qa.yaml"
    file.write_text(SPEC)
    return SpecSource(load_environment(file), file, None)


def violation(name: str) -> Violation:
    return Violation("ssm:PutParameter", "Description", "has 1025 characters", {"Name": name})


def test_a_violation_names_line_address_operation_and_parameter(source):
    result = Result("tap-stack-qa", resources=dict(RESOURCES))
    add_violations([result], [violation("/parameter-qa/settlement/cut-off")], [source])
    (fault,) = result.faults
    place, _, rest = fault.partition(": ")
    assert place.startswith(f"{source.path}:5:")
    assert rest == (
        "aws_ssm_parameter.parameter-settlement_cut-off: "
        "AWS would refuse ssm:PutParameter Description: has 1025 characters"
    )


def test_one_that_no_resource_is_like_is_a_fault_all_the_same(source):
    result = Result("tap-stack-qa", resources=dict(RESOURCES))
    add_violations([result], [violation("elsewhere")], [source])
    assert result.faults == ["AWS would refuse ssm:PutParameter Description: has 1025 characters"]


def test_one_of_the_accounts_own_stack_names_its_address(source):
    account = Result("tap-account-qa", resources={"aws_budgets_budget.monthly": {"name": "budget-monthly-qa"}})
    violation = Violation("budgets:CreateBudget", "BudgetName", "has 101 characters", {"Name": "budget-monthly-qa"})
    add_violations([account], [violation], [source])
    assert account.faults == [
        "aws_budgets_budget.monthly: AWS would refuse budgets:CreateBudget BudgetName: has 101 characters"
    ]
