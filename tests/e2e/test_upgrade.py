"""Every edit of the spec changes what it should and nothing else, replaces nothing, and applies."""

from __future__ import annotations

import pytest

from tests.e2e.upgrade import EDITS

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("lifecycles")]


@pytest.fixture(params=EDITS, ids=lambda edit: edit.sentence)
def step(request, lifecycles):
    """What became of one edit."""
    return lifecycles.upgrade.result().steps[EDITS.index(request.param)]


def test_the_plan_holds_exactly_what_the_edit_needs(step):
    by_action = {
        action: {change.address for change in step.planned if change.actions == (action,)}
        for action in ("create", "update", "delete")
    }
    expected = {"create": set(step.edit.create), "update": set(step.edit.update), "delete": set(step.edit.delete)}
    assert by_action == expected


def test_nothing_is_replaced(step):
    assert [change.address for change in step.planned if change.is_replacement] == []


def test_only_the_attributes_that_the_edit_is_about_change(step):
    assert step.attributes == set(step.edit.attributes)


def test_it_applies(step, record_property):
    assert step.applied == len(step.planned)
    record_property("counted", f"upgrade: {step.edit.sentence}: {step.applied} resources changed, 0 replaced")


def test_weights_that_are_owned_outside_stay_where_they_were_shifted(lifecycles):
    assert [str(change) for change in lifecycles.upgrade.result().after_outside_shift] == []
