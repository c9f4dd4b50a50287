"""A condition that makes a resource wait is one that a plan can decide."""

from __future__ import annotations

import re

import pytest

from tests.support.stacks import resources, stack_of


@pytest.mark.parametrize("kind", ["aws_lambda_function", "aws_secretsmanager_secret_rotation"])
def test_a_condition_is_one_expression_that_compares(kind):
    made = resources(stack_of({}), kind).values()
    conditions = [entry["condition"] for one in made for entry in one.get("lifecycle", {}).get("precondition", ())]
    assert conditions
    # `${...} > 0` would be a text and not a truth value: `terraform validate` takes it, a plan does not.
    assert [
        condition for condition in conditions if not re.fullmatch(r"\$\{\(?length\([^{}]*\) >= 1\)?\}", condition)
    ] == []
