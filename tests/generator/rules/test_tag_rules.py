"""Rules over tags."""

from __future__ import annotations

import json

import pytest

from generator.planning.tags import STACK_TAGS
from tests.support.stacks import resources, rule_findings, stack_of

CASES = [
    ("a key that is always set", {"environment": "qa"}, "environment", "the stack sets 'Environment'"),
    ("a key that every resource has", {"name": "x"}, "name", "the stack sets 'Name'"),
    ("two that differ by case", {"Team": "a", "TEAM": "b"}, "TEAM", "keep one of them"),
]


@pytest.mark.parametrize(("sentence", "tags", "key", "words"), CASES, ids=[case[0] for case in CASES])
def test_tags_that_iam_takes_for_one_are_an_error(sentence, tags, key, words):
    (finding,) = [found for found in rule_findings({"tags": tags}) if found.code == "TAG050"]
    assert (finding.level, str(finding.pointer)) == ("error", f"tags.{key}")
    assert words in finding.message


def test_other_tags_pass():
    assert [found for found in rule_findings({"tags": {"Team": "a", "Owner": "b"}}) if found.code == "TAG050"] == []


def test_the_stack_sets_the_tags_that_the_rule_knows_and_no_other():
    stack = stack_of()
    (provider,) = stack["provider"]["aws"]
    (default,) = provider["default_tags"]
    own = set(default["tags"]) - {"Project"}
    own |= {
        key for kind in stack["resource"] for item in resources(stack, kind).values() for key in item.get("tags", {})
    }
    assert own == set(STACK_TAGS), json.dumps(sorted(own))
