"""The mutation proof over the production stack: every planted defect is seen, and every control sees one."""

from __future__ import annotations

from functools import cache

import pytest

from scripts.mutate_stack import blind, caught, failures
from scripts.mutations import MUTATIONS
from scripts.mutations.change import Mutation, drop, put
from tests.generator.compliance.shipped import stack

pytestmark = pytest.mark.slow

STACK = {"resource": {"aws_sns_topic": {"t": {"name": "topic-prod"}}}}


@cache
def proof():
    return caught(stack("prod"))


@pytest.mark.parametrize("sentence", [mutation.sentence for mutation in MUTATIONS])
def test_it_is_caught_that(sentence):
    assert proof()[sentence]


def test_every_control_catches_something():
    assert blind(proof()) == []


def test_no_sentence_is_used_twice():
    assert len({mutation.sentence for mutation in MUTATIONS}) == len(MUTATIONS)


def test_the_stack_without_a_defect_fails_nothing():
    assert failures(stack("prod")) == frozenset()


def test_a_change_that_changes_nothing_is_a_fault_of_the_proof():
    with pytest.raises(ValueError, match="planted nothing"):
        caught(STACK, [Mutation("nothing", put("aws_sns_topic.t", "name", "topic-prod"))])


def test_a_defect_that_nobody_sees_is_not_called_caught():
    assert caught(STACK, [Mutation("a label", put("aws_sns_topic.t", "display_name", "x"))]) == {"a label": frozenset()}


def test_a_resource_that_is_not_there_is_a_fault_of_the_proof():
    with pytest.raises(LookupError, match="aws_kms_key"):
        caught(STACK, [Mutation("gone", drop("aws_kms_key.*", "policy"))])
