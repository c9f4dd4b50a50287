"""What the schema carries for editors alone: descriptions of values, snippets that are valid as they are inserted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from generator.spec import schema, schema_check
from generator.spec.schema import FOLDER

FILES = sorted(path.name for path in FOLDER.glob("*.json"))


def _parts(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _parts(inner)


@pytest.mark.parametrize("file", FILES)
def test_every_described_value_has_its_description(file: str) -> None:
    wrong = [
        part["enum"]
        for part in _parts(schema.section(file))
        if "enumDescriptions" in part and len(part["enumDescriptions"]) != len(part["enum"])
    ]
    assert wrong == []


@pytest.mark.parametrize("file", FILES)
def test_every_snippet_is_valid_as_it_is_inserted(file: str) -> None:
    part = schema.section(file)
    snippets = [*part.get("defaultSnippets", ()), *part.get("items", {}).get("defaultSnippets", ())]
    for snippet in snippets:
        body = json.loads(re.sub(r"\$\{\d+:([^}]*)\}", r"\1", json.dumps(snippet["body"])))
        place = part if isinstance(body, list) else part["items"]
        assert schema_check.is_valid(body, place, file), snippet["label"]


@pytest.mark.parametrize("file", FILES)
def test_what_a_pattern_asks_for_is_said_in_the_word_that_editors_know(file: str) -> None:
    old = "pattern" + "Hint"
    assert [part[old] for part in _parts(schema.section(file)) if old in part] == [], (
        f"write patternErrorMessage instead of {old}: editors for YAML show it"
    )
