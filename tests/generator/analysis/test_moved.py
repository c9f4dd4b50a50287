"""A renamed table is no table less and no table more."""

from __future__ import annotations

import pytest

from generator.analysis.resource_diff import resource_changes
from generator.builders.stack import plan_stack
from generator.validation.load import load_environment

TABLE = {"hashKey": "entryId", "attributes": [{"name": "entryId", "type": "S"}]}


def changes(**entry):
    builds = [
        plan_stack(load_environment({"environmentSuffix": "qa", "tables": [{**TABLE, **table}]}))
        for table in ({"name": "ledger"}, {"name": "journal", **entry})
    ]
    return {change.address: change.action for change in resource_changes(*builds)}


def test_without_a_word_it_is_destroyed_and_made_anew():
    found = changes()
    assert found["aws_dynamodb_table.table-ledger"] == "removed"
    assert found["aws_dynamodb_table.table-journal"] == "added"


@pytest.mark.parametrize("attributes", [{}, {"recoveryDays": 7}])
def test_moved_it_stays_and_shows_what_else_is_new(attributes):
    found = changes(movedFrom="ledger", **attributes)
    assert "aws_dynamodb_table.table-ledger" not in found
    assert found.get("aws_dynamodb_table.table-journal") == ("changed" if attributes else None)
