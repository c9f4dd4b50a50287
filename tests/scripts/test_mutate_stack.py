"""The mutation proof over the production stack: every planted defect is seen, and every control sees one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from generator.compliance.evidence import Evidence
from generator.spec.resolve import resolve_file
from scripts import mutations
from scripts.mutate_stack import MutationReport, detecting_controls, failures, run_mutations, wrong
from scripts.mutations import BY_HAND
from scripts.mutations.change import apply_mutation
from scripts.mutations.derived import places
from tests.generator.compliance.shipped import SPECS, stack

pytestmark = pytest.mark.slow

STACK = {"resource": {"aws_sns_topic": {"t": {"name": "topic-prod"}}}}


@cache
def proof():
    return run_mutations(stack("prod"))


def test_every_defect_is_caught_and_every_control_catches_one():
    found = list(wrong(proof()))
    assert found == [], (
        f"{'; '.join(found)}. Where no change is a defect, say why in scripts/mutations/unseen.yaml; a defect that is "
        "no change of an attribute stands in scripts/mutations/by_hand.yaml"
    )


def test_most_defects_are_derived_from_what_the_controls_accept():
    changes = [seen for place in proof().derived for seen in place.seen.values()]
    assert (sum(changes), len(proof().by_hand)) >= (750, 180), proof().summary()


def test_no_sentence_is_used_twice():
    text = Path(mutations.__file__).with_name("by_hand.yaml").read_text(encoding="utf-8")
    assert len(re.findall(r"^[^\s#]", text, re.MULTILINE)) == len(BY_HAND)


def test_the_stack_without_a_defect_fails_nothing_but_what_is_waived():
    waived = {(waiver.control, waiver.address) for waiver in resolve_file(SPECS / "prod.yaml").environment.waivers}
    assert {(code, address) for code, address, _ in failures(stack("prod"))} == waived


def test_a_change_that_changes_nothing_is_a_fault_of_the_proof():
    with pytest.raises(ValueError, match="planted nothing"):
        detecting_controls(STACK, {"nothing": {"put aws_sns_topic.t name": "topic-prod"}})


def test_a_defect_that_nobody_sees_is_not_called_caught():
    assert detecting_controls(STACK, {"a label": {"put aws_sns_topic.t display_name": "x"}}) == {"a label": frozenset()}


def test_a_resource_that_is_not_there_is_a_fault_of_the_proof():
    with pytest.raises(LookupError, match="aws_kms_key"):
        detecting_controls(STACK, {"gone": {"drop aws_kms_key.* policy": None}})


def control(*attributes):
    """A control that accepts attributes of the topic, and fails where one is not as it was."""

    def check(looked_at):
        for attribute in attributes:
            topic = looked_at.at("aws_sns_topic.t")
            yield Evidence(topic.address, attribute, None, attribute == "blind" or topic.get("name") == "topic-prod")

    return SimpleNamespace(CODE="X001", check=check)


def test_what_a_control_accepts_is_left_out_and_changed():
    (place,) = places(STACK, control("name"))
    assert (str(place), place.seen) == ("X001 aws_sns_topic.t name", {"is absent": True, "is '*'": True})


def test_an_accepted_attribute_whose_changes_nobody_sees_needs_a_reason_and_a_reason_needs_one():
    (place,) = places(STACK, control("blind"))
    found = [
        line
        for line in wrong(MutationReport({"a label": frozenset()}, [place]), {"aws_vpc old": "it is gone"})
        if not line.endswith("catches nothing")
    ]
    assert found == [
        "nobody sees that a label",
        "no change is seen, and no reason given: X001 aws_sns_topic.t blind",
        "a reason for what is seen or gone: aws_vpc old",
    ]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ({"put aws_x.* a.b": 1}, {"a": [{"b": 1, "name": "n"}]}),
        ({"put aws_x.* a[0].b": 1}, {"a": [{"b": 1, "name": "n"}]}),
        ({"put aws_x.* a[n].b": 1}, {"a": [{"b": 1, "name": "n"}]}),
        ({"drop aws_x.* a[n]": None}, {"a": []}),
        ({"put aws_x.* m[k/v]": 1}, {"a": [{"b": 0, "name": "n"}], "m": {"k/v": 1}}),
        ({"every aws_x.* a": 1}, {"a": 1}),
    ],
    ids=["in a list of one", "by index", "by name", "an item", "by key", "all that fit"],
)
def test_a_path_leads_through_blocks_and_lists(steps, expected):
    document = {"resource": {"aws_x": {"one": {"a": [{"b": 0, "name": "n"}]}}}}
    apply_mutation(document, steps)
    assert document["resource"]["aws_x"]["one"] == expected


def test_a_path_leads_into_a_policy():
    document = {"resource": {"aws_x": {"one": {"policy": '{"Statement": [{"Sid": "A", "Action": "a"}]}'}}}}
    apply_mutation(document, {"put aws_x.one policy[A].Action": "b", "append aws_x.one policy": {"Sid": "B"}})
    apply_mutation(document, {"add aws_y.two": {"a": 1}, "put provider aws": []})
    assert document["resource"]["aws_x"]["one"]["policy"] == (
        '{"Statement": [{"Sid": "A", "Action": "b"}, {"Sid": "B"}]}'
    )
    assert (document["resource"]["aws_y"], document["provider"]) == ({"two": {"a": 1}}, {"aws": []})
