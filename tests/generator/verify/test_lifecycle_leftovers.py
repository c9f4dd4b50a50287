"""A leftover of an environment is known by its tag or name; what belongs to another, or waits to go, is none."""

from __future__ import annotations

import pytest

from generator.verify.lifecycle import leftovers


@pytest.mark.parametrize(
    "resource",
    [
        {"kind": "table", "name": "table-payments-dev"},
        {"kind": "log group", "name": "/aws/lambda/lambda-payments-dev"},
        {"kind": "parameter", "name": "/payinfra/dev/limits"},
        {"kind": "VPC", "name": "vpc-1", "environment": "dev"},
        {"kind": "key", "name": "1234", "environment": "dev"},
    ],
)
def test_it_is_a_leftover(resource):
    assert leftovers([resource], "dev") == [f"{resource['kind']} {resource['name']}"]


@pytest.mark.parametrize(
    "resource",
    [
        {"kind": "table", "name": "table-payments-staging"},
        {"kind": "VPC", "name": "vpc-1", "environment": "staging"},
        {"kind": "VPC", "name": "vpc-1", "environment": ""},
        {"kind": "key that waits for deletion", "name": "1234", "environment": "dev"},
    ],
)
def test_it_is_none(resource):
    assert leftovers([resource], "dev") == []
