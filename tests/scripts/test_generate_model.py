"""The typed model is what the schemas say, and methods are what was written by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator.spec import schema
from generator.spec.model.functions import COLOURS
from generator.spec.model.tables import Capacity, Table
from generator.spec.resolve import resolve_plain
from scripts import generate_model
from scripts.generate_model import METHODS, MODEL, SchemaError, modules


@cache
def current() -> dict[str, str]:
    return modules()


def test_every_module_of_the_model_is_current():
    written = {path.name: path.read_text(encoding="utf-8") for path in MODEL.glob("*.py")}
    stale = sorted(name for name in current().keys() | written.keys() if current().get(name) != written.get(name))
    assert stale == [], "the model is not what the schemas say: run `make model`, then let a builder read what is new"


def test_every_module_of_methods_belongs_to_a_module_of_the_model():
    assert {path.name for path in METHODS.glob("*.py")} <= {path.name for path in MODEL.glob("*.py")}


def test_methods_and_properties_are_found_on_the_objects_of_a_spec():
    spec = {"environmentSuffix": "qa", "tables": [{"name": "transactions", "billingMode": "PROVISIONED"}]}
    table = resolve_plain(spec).environment.tables[0]
    assert isinstance(table, Table)
    assert isinstance(table.read_capacity, Capacity)
    assert (table.provisioned, table.read_capacity.scales) == (True, True)
    assert [index.name for index in table.indexes()] == ["by-merchant", "by-customer"]
    assert COLOURS == ("blue", "green")


def described(**properties: Any) -> dict[str, Any]:
    about = {"description": "One of them."}
    return {
        **about,
        "title": "Thing",
        "type": "object",
        "properties": {name: {**about, **part} for name, part in properties.items()},
    }


def draft_of(monkeypatch: pytest.MonkeyPatch, folder: Path, whole: dict[str, Any]) -> str:
    """The module of a schema that stands alone."""
    (folder / "things.schema.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(schema, "FOLDER", folder)
    monkeypatch.setattr(schema, "section", lambda _name: whole)
    generate_model._definitions.cache_clear()
    try:
        return modules()["things.py"]
    finally:
        generate_model._definitions.cache_clear()


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"type": "string"}, "some_key: str"),
        ({"type": ["number", "null"]}, "some_key: float | None"),
        ({"type": "integer", "enum": [1, 2]}, "some_key: int"),
        ({"enum": ["a", "b", None]}, 'some_key: Literal["a", "b"] | None'),
        ({"title": "Letter", "enum": ["a", "b"]}, "some_key: Letter"),
        ({"type": "array", "items": {"type": "boolean"}}, "some_key: tuple[bool, ...]"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "some_key: Mapping[str, str]"),
        ({"type": "object"}, "some_key: Mapping[str, Any]"),
        ({"anyOf": [described(), {"type": "null"}]}, "some_key: Thing | None"),
    ],
)
def test_a_property_becomes_a_field(part, field, monkeypatch, tmp_path):
    whole = {**described(someKey=part), "title": "Whole"}
    assert f"    {field}\n" in draft_of(monkeypatch, tmp_path, whole)


def test_one_title_for_two_different_objects_is_refused(monkeypatch, tmp_path):
    whole = {**described(a=described(x={"type": "string"}), b=described(x={"type": "integer"})), "title": "Whole"}
    with pytest.raises(SchemaError, match="two schemas have the title 'Thing' and differ"):
        draft_of(monkeypatch, tmp_path, whole)


def test_an_object_without_a_title_and_a_property_without_a_description_are_named(monkeypatch, tmp_path):
    untitled = {key: value for key, value in described(x={"type": "string"}).items() if key != "title"}
    with pytest.raises(SchemaError, match="an object with the properties x has no 'title'"):
        draft_of(monkeypatch, tmp_path, {**described(a=untitled), "title": "Whole"})
    silent = {"title": "Whole", "description": "All.", "type": "object", "properties": {"x": {"type": "string"}}}
    with pytest.raises(SchemaError, match="property 'x' of Whole has no 'description'"):
        draft_of(monkeypatch, tmp_path, silent)
