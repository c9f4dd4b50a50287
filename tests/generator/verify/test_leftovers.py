"""What is left of an environment is told by its tag or its name; what belongs to another, or waits to go, is not."""

from __future__ import annotations

import pytest

from generator.verify.verification import leftovers


@pytest.mark.parametrize(
    "thing",
    [
        {"kind": "table", "name": "table-payments-dev"},
        {"kind": "log group", "name": "/aws/lambda/lambda-payments-dev"},
        {"kind": "parameter", "name": "/payinfra/dev/limits"},
        {"kind": "VPC", "name": "vpc-1", "environment": "dev"},
        {"kind": "key", "name": "1234", "environment": "dev"},
    ],
)
def test_it_is_told(thing):
    assert leftovers([thing], "dev") == [f"{thing['kind']} {thing['name']}"]


@pytest.mark.parametrize(
    "thing",
    [
        {"kind": "table", "name": "table-payments-staging"},
        {"kind": "VPC", "name": "vpc-1", "environment": "staging"},
        {"kind": "VPC", "name": "vpc-1", "environment": ""},
        {"kind": "key that waits for deletion", "name": "1234", "environment": "dev"},
    ],
)
def test_it_is_not_told(thing):
    assert leftovers([thing], "dev") == []
