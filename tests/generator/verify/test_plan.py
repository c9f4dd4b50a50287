"""Plans are reduced to what they would change. What an emulator does not store is let go, a replacement never."""

from __future__ import annotations

import pytest

from generator.verify.plan import changes, planned_changes, values_by_address


def entry(actions, before=None, after=None, unknown=None, kind="aws_lb", mode="managed"):
    change = {"actions": actions, "before": before, "after": after, "after_unknown": unknown or {}}
    return {"address": f"{kind}.it", "type": kind, "mode": mode, "change": change}


def plan(*entries):
    return {"resource_changes": list(entries)}


@pytest.mark.parametrize(
    ("sentence", "before", "after", "unknown", "paths"),
    [
        ("a value", {"a": 1, "b": 2}, {"a": 1, "b": 3}, {}, ("b",)),
        ("a value in a block", {"a": [{"b": 1}]}, {"a": [{"b": 2}]}, {}, ("a.0.b",)),
        ("a block more", {"a": []}, {"a": [{"b": 2}]}, {}, ("a.0.b",)),
        ("a value that is only known later", {"a": "x"}, {}, {"a": True}, ("a",)),
        ("a tag less", {"tags": {"x": "1"}}, {"tags": {}}, {}, ("tags.x",)),
        ("a list that has become null", {"a": ["x"]}, {"a": None}, {}, ("a.0",)),
    ],
)
def test_it_names_the_paths_that_differ(sentence, before, after, unknown, paths):
    (change,) = changes(plan(entry(["update"], before, after, unknown)))
    assert change.attributes == paths, sentence


def test_what_stays_and_what_is_only_read_is_no_change():
    assert changes(plan(entry(["no-op"]), entry(["read"], mode="data"))) == []


def test_an_unstored_attribute_is_no_drift_wherever_it_stands_below():
    two_blocks = ({"x": [{"a": 1}, {"a": 1}]}, {"x": [{"a": 1}, {"a": 2}]})
    assert changes(plan(entry(["update"], *two_blocks)), {"aws_lb": ("x.a",)}) == []
    assert changes(plan(entry(["update"], *two_blocks)), {"aws_lb": ("x",)}) == []


@pytest.mark.parametrize("unstored", [{"aws_lb": ("xa",)}, {"aws_lb": ("x.b",)}, {"aws_lb_listener": ("x.a",)}])
def test_another_attribute_or_type_hides_nothing(unstored):
    assert len(changes(plan(entry(["update"], {"x": [{"a": 1}]}, {"x": [{"a": 2}]})), unstored)) == 1


def test_what_drifts_beside_an_unstored_attribute_is_told_without_it():
    (change,) = changes(plan(entry(["update"], {"x": 1, "y": 1}, {"x": 2, "y": 2})), {"aws_lb": ("x",)})
    assert str(change) == "aws_lb.it (update): y"


@pytest.mark.parametrize("actions", [["delete", "create"], ["create", "delete"]])
def test_a_replacement_is_never_hidden(actions):
    (change,) = changes(plan(entry(actions, {"x": 1}, {"x": 2})), {"aws_lb": ("x",)})
    assert change.is_replacement


def test_creating_and_removing_are_no_replacement():
    created, removed = (changes(plan(entry(actions)))[0] for actions in (["create"], ["delete"]))
    assert [created.is_replacement, removed.is_replacement] == [False, False]


def test_only_managed_resources_count():
    instance = {"attributes": {"id": "x"}}
    resources = [
        {"mode": "managed", "type": "aws_lb", "name": "alb", "instances": [instance]},
        {"mode": "data", "type": "aws_region", "name": "here", "instances": [instance]},
        {"mode": "managed", "type": "aws_lb", "name": "gone", "instances": []},
    ]
    assert values_by_address({"resources": resources}) == {"aws_lb.alb": {"id": "x"}}
    assert values_by_address({}) == {}


@pytest.mark.parametrize(
    ("action", "actions", "is_replacement"),
    [("create", ("create",), False), ("delete", ("delete",), False), ("replace", ("delete", "create"), True)],
)
def test_messages_of_a_plan_are_changes(action, actions, is_replacement):
    (change,) = planned_changes([{"resource": {"addr": "aws_lb.it"}, "action": action}])
    assert (change.actions, change.is_replacement) == (actions, is_replacement)


def test_a_message_of_reading_or_doing_nothing_is_no_change():
    messages = [{"resource": {"addr": "data.x.it"}, "action": action} for action in ("read", "noop")]
    assert planned_changes(messages) == []
