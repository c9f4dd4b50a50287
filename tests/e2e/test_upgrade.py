"""Day two: every edit of the spec changes what it should and nothing else, replaces nothing, and applies."""

from __future__ import annotations

import pytest

from tests.e2e.upgrade import EDITS

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("lives")]


@pytest.fixture(params=EDITS, ids=lambda edit: edit.sentence)
def day(request, lives):
    """What became of one edit."""
    return lives.days.result().days[EDITS.index(request.param)]


def test_the_plan_holds_exactly_what_the_edit_needs(day):
    by_action = {
        action: {change.address for change in day.planned if change.actions == (action,)}
        for action in ("create", "update", "delete")
    }
    expected = {"create": set(day.edit.create), "update": set(day.edit.update), "delete": set(day.edit.delete)}
    assert by_action == expected


def test_nothing_is_replaced(day):
    assert [change.address for change in day.planned if change.is_replacement] == []


def test_only_the_attributes_that_the_edit_is_about_change(day):
    assert day.attributes == set(day.edit.attributes)


def test_it_applies(day, record_property):
    assert day.applied == len(day.planned)
    record_property("counted", f"day two: {day.edit.sentence}: {day.applied} resources changed, 0 replaced")


def test_weights_that_are_owned_outside_stay_where_they_were_shifted(lives):
    assert [str(change) for change in lives.days.result().after_outside_shift] == []
