"""The schema is complete, and its messages tell what to write."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generator.diagnostics.findings import Finding
from generator.spec import schema, schema_check
from generator.spec.load import load_text
from generator.spec.resolve import resolve_plain
from generator.spec.schema_check import violations
from generator.spec.schema_messages import findings_of

FILES = sorted(path.name for path in schema.FOLDER.glob("*.json"))


def properties(name: str) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Path, schema and enclosing object of every property that a file defines, at any depth."""

    def walk(part: Any, at: str) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
        if isinstance(part, dict):
            for key, item in part.get("properties", {}).items():
                yield f"{at}.{key}", schema.resolve(item, name)[0], part
            for key, item in part.items():
                if key not in ("default", "examples", "enum"):
                    yield from walk(item, f"{at}.{key}")
        elif isinstance(part, list):
            for item in part:
                yield from walk(item, at)

    yield from walk(schema.section(name), name)


ALL_PROPERTIES = [entry for name in FILES for entry in properties(name)]


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_a_valid_draft_2020_12_schema(name):
    assert schema.section(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema.section(name))


def test_every_property_has_description_examples_and_default_or_is_required():
    lacks = [text for entry in ALL_PROPERTIES for text in _lacks(*entry)]
    assert lacks == [], "; ".join(lacks)


def _lacks(path: str, described: Mapping[str, Any], parent: Mapping[str, Any]) -> Iterator[str]:
    key = path.rpartition(".")[2]
    required = {*parent.get("required", ()), *parent.get("requiredWhenResolved", ())}
    if "deprecated" in described:
        return
    if not described.get("description"):
        yield f"{path} has no description"
    if not described.get("examples"):
        yield f"{path} has no example"
    if "default" not in described and key not in required and key not in ("extends", "reset"):
        yield f"{path} has no default"


def test_every_example_and_default_is_valid():
    wrong = [text for path, described, _ in ALL_PROPERTIES for text in _wrong_values(path, described)]
    assert wrong == [], f"not what the schema takes: {'; '.join(wrong)}"


def _wrong_values(path: str, described: Mapping[str, Any]) -> Iterator[str]:
    file = next(name for name in FILES if path.startswith(name))
    for value in (*described.get("examples", ()), *([described["default"]] if "default" in described else ())):
        if not schema_check.is_valid(value, described, file):
            yield f"{path}: {value!r}"


def test_objects_refuse_unknown_keys():
    for name in FILES:
        for path, described, _ in properties(name):
            if described.get("type") == "object":
                assert "additionalProperties" in described, path


def test_three_lines_are_a_complete_spec():
    environment = resolve_plain({"environmentSuffix": "qa"}).environment
    assert environment.aws_region == "us-east-1"
    assert {table.name for table in environment.tables} >= {"transactions", "idempotency"}


def test_an_entry_adds_to_a_default_list_and_may_remove_from_it():
    spec = {
        "environmentSuffix": "qa",
        "tables": [{"name": "idempotency", "remove": True}, {"name": "transactions", "recoveryDays": 7}],
    }
    tables = {table.name: table for table in resolve_plain(spec).environment.tables}
    assert "idempotency" not in tables
    assert tables["transactions"].recovery_days == 7
    assert tables["transactions"].hash_key == "paymentId"


def check(text: str) -> list[Finding]:
    node = load_text(text, "f.yaml")
    return findings_of(violations(node), node)


@pytest.mark.parametrize(
    ("sentence", "text", "line", "code", "words"),
    [
        (
            "an unknown key names the nearest",
            "awsRegoin: x",
            1,
            "SCH001",
            "unknown key 'awsRegoin' (did you mean 'awsRegion'?)",
        ),
        (
            "an unknown key far from all lists what is known",
            "tables:\n- name: a\n  zzz: 1",
            3,
            "SCH001",
            "known here are",
        ),
        (
            "a number where a text belongs shows how to quote",
            "tables:\n- name: 5",
            2,
            "SCH003",
            "5 is not a text: put it in quotes",
        ),
        ("a wrong word lists the right ones", "tables:\n- name: a\n  stream: NEW", 3, "SCH004", "NEW_IMAGE"),
        ("a bad name says what is allowed", "environmentSuffix: A_b", 1, "SCH005", "lower-case letters"),
        (
            "a number out of range says the bound",
            "tables:\n- name: a\n  recoveryDays: 36",
            3,
            "SCH006",
            "the most is 35",
        ),
        ("a long suffix says the bound", f"environmentSuffix: {'a' * 21}", 1, "SCH006", "20 characters at most"),
        ("an entry without name", "tables:\n- hashKey: a", 2, "SCH002", "'name' is missing"),
        ("a map where a list belongs", "tables:\n  a: 1", 1, "SCH003", "is not a list"),
        ("a list where a map belongs", "- a", 1, "SCH003", "is not a map"),
        ("extends of the wrong kind", "extends: 5", 1, "SCH003", "a list or a text"),
        ("extends of a strange file", "extends: http://x/y.yaml", 1, "SCH005", "relative path"),
    ],
)
def test_a_fault_is_told_at_its_line_in_plain_words(sentence, text, line, code, words):
    (finding,) = check(text)
    assert finding.location is not None
    assert (finding.code, finding.location.line) == (code, line), sentence
    assert words in finding.message


def test_schemas_are_read_from_the_project_alone():
    text = json.dumps([schema.section(name) for name in FILES])
    references = [part.split('"')[0] for part in text.split('"$ref": "')[1:]]
    assert all(not reference.startswith(("http:", "https:")) for reference in references)
    assert all((schema.FOLDER / reference.partition("#")[0]).exists() for reference in references)
    assert isinstance(schema.FOLDER, Path)
