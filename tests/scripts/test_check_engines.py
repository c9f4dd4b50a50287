"""Two engines may differ in their own version, and in version and source of the provider; in nothing else."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from scripts.check_engines import faults

STACK: dict[str, Any] = {
    "//": {"metadata": {"version": "0.21.0", "stackName": "one"}},
    "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "5"}}},
    "resource": {"aws_sns_topic": {"topic": {"name": "orders", "tags": [{"a": 1}]}}},
}


def other(change: Callable[[dict[str, Any]], object] = lambda stack: None) -> dict[str, Any]:
    stack = copy.deepcopy(STACK)
    stack["//"]["metadata"]["version"] = "0.24.0"
    change(stack)
    return stack


def test_what_may_differ_is_no_fault():
    assert faults(STACK, other(lambda stack: stack["terraform"]["required_providers"]["aws"].update(version="6"))) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda stack: stack["resource"]["aws_sns_topic"]["topic"].update(name="x"), "aws_sns_topic/topic/name"),
        (lambda stack: stack["resource"]["aws_sns_topic"]["topic"].update(more=1), "aws_sns_topic/topic/more"),
        (lambda stack: stack["resource"].pop("aws_sns_topic"), "resource/aws_sns_topic"),
        (lambda stack: stack["resource"]["aws_sns_topic"]["topic"]["tags"][0].update(a=2), "topic/tags/0/a"),
        (lambda stack: stack["resource"]["aws_sns_topic"]["topic"]["tags"].append({}), "topic/tags"),
    ],
)
def test_all_else_is_one_with_its_path(change, fault):
    (found,) = faults(STACK, other(change))
    assert found.endswith(fault)


def test_the_same_engine_twice_proves_nothing():
    assert faults(STACK, STACK) == ["same engine"]


def test_a_stack_that_only_one_of_them_makes_is_a_fault():
    assert faults(STACK, None) != []
