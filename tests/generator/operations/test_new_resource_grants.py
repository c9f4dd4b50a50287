"""Permissions and ports of what a plan creates open nothing that was closed before."""

from __future__ import annotations

from typing import Any

import pytest

from generator.operations.new_resource_grants import grants_of_new_resources

RULE, FUNCTION = "aws_vpc_security_group_ingress_rule.in", "aws_lambda_permission.call"


@pytest.mark.parametrize(
    ("sentence", "actions", "found"),
    [
        ("a group that is created with its rule", ["create"], {RULE}),
        ("a group that was there", ["no-op"], set()),
        ("a group that is replaced", ["delete", "create"], set()),
    ],
)
def test_a_rule_belongs_to_what_is_new_only_with_its_group(sentence: str, actions: list[str], found: set[str]) -> None:
    assert grants_of_new_resources(plan({"aws_security_group.x": actions, RULE: ["create"]})) == found, sentence


def test_another_argument_than_the_subject_makes_nothing_new() -> None:
    planned = plan({"aws_security_group.y": ["create"], RULE: ["create"]})
    expressions = planned["configuration"]["root_module"]["resources"][0]["expressions"]
    expressions["referenced_security_group_id"] = {"references": ["aws_security_group.y.id", "aws_security_group.y"]}
    assert grants_of_new_resources(planned) == frozenset()


def plan(actions: dict[str, list[str]]) -> dict[str, Any]:
    references = {"security_group_id": {"references": ["aws_security_group.x.id", "aws_security_group.x"]}}
    declared = {"address": RULE, "type": RULE.partition(".")[0], "expressions": references}
    return {
        "resource_changes": [{"address": address, "change": {"actions": each}} for address, each in actions.items()],
        "configuration": {"root_module": {"resources": [declared]}},
    }
