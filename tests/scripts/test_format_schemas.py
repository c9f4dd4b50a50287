"""The schemas are formatted for people: what fits in a line stands in one."""

from __future__ import annotations

import json

import pytest

from scripts.format_schemas import WIDTH, formatted, stale

LONG = "x" * 110


def test_every_schema_is_formatted():
    assert sorted(stale()) == [], "run `make format`"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (["a", None, 1.5], '["a", null, 1.5]'),
        ({"name": "é"}, '{"name": "é"}'),
        ({}, "{}"),
        ({"description": "d"}, '{\n  "description": "d"\n}'),
        ([{"description": "d"}, LONG], f'[\n  {{\n    "description": "d"\n  }},\n  "{LONG}"\n]'),
    ],
)
def test_what_has_a_description_is_read_key_by_key(value, text):
    assert formatted(value) == text
    assert json.loads(text) == value


def test_a_list_that_does_not_fit_has_an_entry_a_line_and_none_is_longer_than_it_must_be():
    fits, too_long = ["x" * (WIDTH - 5)], ["x" * (WIDTH - 4)]
    assert len(formatted(fits)) < WIDTH
    assert formatted(too_long).count("\n") == 2
