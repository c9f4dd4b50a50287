"""What is accepted without jsonschema, jsonschema accepts, too; and what is usual needs no jsonschema."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.diagnostics.findings import SpecError
from generator.spec import schema, schema_check
from generator.spec.load import load_file
from generator.spec.node import to_plain
from generator.spec.schema_fast_path import _ANNOTATIONS, _KEYWORDS, accepts

FILES = sorted(path.name for path in schema.FOLDER.glob("*.json"))
SPECS = sorted((Path(__file__).resolve().parents[3]).glob("specs/*.yaml"))
CASES = sorted((Path(__file__).resolve().parents[2]).glob("cases/*/*.yaml"))
# At and beyond every kind of limit: types, lengths, patterns, words, doubles, keys.
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 5, 7, 60, 100, 1_000_000, 5.0, 0.5, -0.5, 10.0),
    *("", "a", "A", "a b", "a-b", "a\n", "${x}", "1", "/x", "x" * 300, "x" * 5_000),
    *([], ["a"], ["a", "a"], [1, True], [[]], [{}], [{"name": "a"}], [{"name": "a", "remove": True}], ["a"] * 300),
    *({}, {"a": 1}, {"a": "b"}, {"name": "a"}, {"remove": True}, {"aws:a": "b"}, {str(n): "b" for n in range(60)}),
)


def parts(part: Mapping[str, Any], file: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Every schema in a file, at any depth."""
    yield part, file
    for key in ("properties", "$defs"):
        for inner in part.get(key, {}).values():
            yield from parts(inner, file)
    for inner in part.get("anyOf", ()):
        yield from parts(inner, file)
    for key in ("items", "additionalProperties", "propertyNames"):
        if isinstance(part.get(key), Mapping):
            yield from parts(part[key], file)


ALL = [entry for file in FILES for entry in parts(schema.section(file), file)]


def test_every_keyword_of_the_schemas_is_known():
    unknown = {keyword for part, _ in ALL for keyword in part} - _KEYWORDS.keys() - _ANNOTATIONS
    assert unknown == set(), "teach schema_accepts these, or each run needs jsonschema"


def _candidates(part: Mapping[str, Any]) -> Iterator[Any]:
    yield from ODD
    for good in (*part.get("examples", ()), *part.get("enum", ())):
        yield good
        yield [good]
        yield [good, good]
        if isinstance(good, str):
            yield f"{good}\n"
            yield f" {good}"
        elif isinstance(good, dict):
            yield {**good, "unknown": 1}
            yield from ({**good, key: odd} for key in good for odd in (None, "", [], {}, True))
        elif isinstance(good, int | float):
            yield float(good)
            yield -good
    yield from (part[limit] + step for limit in ("minimum", "maximum") if limit in part for step in (-1, 0, 1))


def test_what_it_accepts_jsonschema_accepts():
    wrong = []
    accepted = 0
    for part, file in ALL:
        for value in _candidates(part):
            if accepts(value, part, file):
                accepted += 1
                if not schema_check.schema_validator(part, file).is_valid(value):
                    wrong.append((file, part.get("title") or part.get("description"), value))
    assert wrong == []
    assert accepted > len(ALL)


def test_of_whole_files_both_say_the_same():
    root = schema.section(schema.ROOT)
    validator = schema_check.schema_validator(root, schema.ROOT)
    said = {path: (accepts(plain, root, schema.ROOT), validator.is_valid(plain)) for path, plain in _loaded()}
    assert [path for path, (ours, theirs) in said.items() if ours is not theirs] == []
    assert {ours for ours, _ in said.values()} == {True, False}
    assert len(said) > 150


def _loaded() -> Iterator[tuple[Path, Any]]:
    for path in [*SPECS, *CASES]:
        with contextlib.suppress(SpecError):
            yield path, to_plain(load_file(path))


def test_examples_and_defaults_need_no_jsonschema():
    for part, file in ALL:
        for value in (*part.get("examples", ()), *([part["default"]] if "default" in part else ())):
            assert accepts(value, part, file), f"{file}: {value!r}"


def test_a_valid_spec_is_checked_without_jsonschema():
    code = (
        "import sys; from pathlib import Path; from generator.spec.extends import load_document;"
        "load_document(Path('specs/dev.yaml')); assert 'jsonschema' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=schema.FOLDER.parent)
