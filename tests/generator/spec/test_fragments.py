"""Fragments with anchors, merge keys, and entries in brackets without braces."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics.findings import SpecError
from generator.spec.load import load_text
from generator.spec.node import to_plain
from generator.spec.resolve import resolve_file
from generator.validation.file_checks import check_files


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a: &a { x: 1, y: 2 }\nb: { <<: *a, y: 3 }", {"x": 1, "y": 3}),
        ("a: &a { x: 1, y: 2 }\nb: { y: 3, <<: *a }", {"x": 1, "y": 3}),
        ("a: &a { x: 1 }\nc: &c { x: 2, z: 3 }\nb: { <<: [*a, *c] }", {"x": 1, "z": 3}),
        ("b: { '<<': 1 }", {"<<": 1}),
    ],
)
def test_a_merge_key_lays_a_map_below_another(text, plain):
    if "'<<'" in text:
        with pytest.raises(SpecError, match="takes an alias of a map"):
            load_text(text, "f")
        return
    assert to_plain(load_text(text, "f"))["b"] == plain


def test_what_a_merge_key_brings_keeps_its_place():
    node = load_text("a: &a\n  x: 1\nb:\n  <<: *a\n", "f")
    assert node.value["b"].value["x"].location.line == 2


def test_fragments_shape_nothing(tmp_path):
    spec = tmp_path / "qa.yaml"
    spec.write_text(
        "x-retry: &retry { maximumRetries: 1 }\nenvironmentSuffix: qa\n"
        "functions: [{ name: fraud-detection, asynchronous: *retry }]\n"
    )
    found = resolve_file(spec)
    assert "x-retry" not in found.node.value
    functions = {function.name: function for function in found.environment.functions}
    assert functions["fraud-detection"].asynchronous.maximum_retries == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("[name: a, size: 1]", "[{ name: a, size: 1 }]"),
        ("[name: a, size: 1, name: b, size: 2]", "[{ name: a, size: 1 }, { name: b, size: 2 }]"),
        ("[name: a, on: true, name: b, name: c]", "[{ name: a, on: true }, { name: b }, ...]"),
    ],
)
def test_braces_that_are_missing_are_named(written, meant):
    with pytest.raises(SpecError) as caught:
        load_text(f"functions: {written}", "f")
    (finding,) = caught.value.findings
    assert (finding.code, finding.location.column) == ("YML080", 12)
    assert meant in finding.message


@pytest.mark.parametrize("written", ["[name: a]", "[name: a, name: b]", "[{ name: a, size: 1 }]", "[a, b]"])
def test_lists_in_brackets_that_are_whole_pass(written):
    assert load_text(f"functions: {written}", "f").value["functions"].value


def test_a_repeated_key_hides_nothing_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("qa.yaml").write_text("environmentSuffix: qa\ntags: {}\ntags: {}\nnetwork: { natt: none }\nproduction: 5\n")
    found = [(one.location.line, one.code) for one in check_files([Path("qa.yaml")]) if one.level == "error"]
    assert found == [(3, "YML006"), (4, "SCH001"), (5, "SCH003")]
