"""Builders write to scopes; what comes out is plain data that says for which part of the spec it is."""

from __future__ import annotations

import json
import pickle
from dataclasses import dataclass

import pytest

from generator.diagnostics.spec_path import SpecPath
from generator.stack_plan import Fn, Scope, TerraformLocal, aws


@dataclass(frozen=True)
class Part:
    """A part of a spec."""

    pointer: SpecPath


TOPIC, OTHER = Part(SpecPath(("topics", 0))), Part(SpecPath(("tables", 1)))


def test_two_constructs_of_one_id_are_refused_where_the_builder_asks_for_the_second():
    scope = Scope()
    aws.SnsTopic(scope, "topic")
    with pytest.raises(ValueError, match="already a construct 'topic'"):
        aws.SqsQueue(scope, "topic")


def test_what_has_no_form_as_an_argument_is_refused():
    with pytest.raises(TypeError, match="has given object as an argument"):
        aws.SnsTopic(Scope(), "topic", name=object())


def test_a_class_of_no_listed_kind_is_refused():
    with pytest.raises(ValueError, match=r"aws\.Unheard has no row in .*resource_types\.json, for 'bucket'"):
        aws.Unheard(Scope(), "bucket")


def test_a_function_of_terraform_needs_a_reference():
    with pytest.raises(ValueError, match="without a reference"):
        Fn.element(["a", "b"], 0)


def test_each_operation_bears_the_part_of_the_spec_that_its_scope_is_at():
    scope = Scope()
    topic = scope.at([TOPIC])
    aws.SnsTopic(topic.at(TOPIC), "one")
    aws.SnsTopic(topic, "all")
    # A part elsewhere is only referred to.
    aws.SnsTopic(topic.at(OTHER), "other")
    aws.SnsTopic(scope.at(()), "none")
    pointers = {address: str(operation.pointer) for address, operation in scope.plan().constructs.items()}
    assert pointers == {
        "aws_sns_topic.one": "topics[0]",
        "aws_sns_topic.all": "topics",
        "aws_sns_topic.other": "topics",
        "aws_sns_topic.none": "",
    }


def test_a_plan_is_plain_data_in_which_results_read_as_in_terraform():
    scope = Scope()
    key = aws.KmsKey(scope, "key", description=None, deletion_window_in_days=7)
    parts = Fn.split(":", key.arn)
    local = TerraformLocal(scope, "wanted", [1])
    aws.SnsTopic(
        scope,
        "topic",
        name=json.dumps({"key": key.arn}),
        tags={"Part": Fn.element(parts, 6), "Local": local.fqn},
        depends_on=[key],
        first=parts.get(0),
    )
    plan = scope.plan()
    assert plan.contents["aws_kms_key.key"] == {
        "deletion_window_in_days": 7,
        # Its row says so.
        "lifecycle": {"create_before_destroy": True},
    }
    assert plan.contents["aws_sns_topic.topic"] == {
        "name": '{"key": "${aws_kms_key.key.arn}"}',
        "tags": {
            "Part": '${element("${split(\\":\\", \\"${aws_kms_key.key.arn}\\")}", 6)}',
            "Local": "${local.wanted}",
        },
        "depends_on": ["aws_kms_key.key"],
        "lifecycle": {"create_before_destroy": True},
        "first": '${split(":", "${aws_kms_key.key.arn}")[0]}',
    }
    assert pickle.loads(pickle.dumps(plan)) == plan
