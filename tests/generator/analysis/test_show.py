"""The resolved spec, printed: it loads to what it was, and tells where each value comes from."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.analysis.show import as_yaml
from generator.cli.main import main
from generator.spec.load import load_text
from generator.spec.node import from_plain, to_plain

BASE = "awsRegion: eu-west-1\ntags: {Owner: base, Team: base}\n"
ENVIRONMENT = "extends: base.yaml\nenvironmentSuffix: qa\ntags:\n  Owner: env\n"


@pytest.fixture
def spec(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "qa.yaml").write_text(ENVIRONMENT)
    return tmp_path / "qa.yaml"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), inner)
        ),
        max_leaves=8,
    )
)
def test_whatever_is_shown_loads_to_the_same_values(value):
    assert to_plain(load_text(as_yaml(from_plain({"it": value})), "f.yaml")) == {"it": value}


def test_what_is_shown_is_a_spec_that_resolves_to_itself(spec, tmp_path, capsys):
    assert main(["show", str(spec)]) == 0
    shown = capsys.readouterr().out
    (tmp_path / "shown.yaml").write_text(shown)
    assert main(["show", str(tmp_path / "shown.yaml")]) == 0
    assert capsys.readouterr().out == shown


def test_provenance_names_the_line_of_each_value(spec, capsys):
    main(["show", str(spec), "--provenance"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    places = {(words[0], words[1]): words[-1] for words in lines if len(words) > 3}
    assert places["awsRegion:", "eu-west-1"].endswith("base.yaml:1")
    assert places["Owner:", "env"].endswith("qa.yaml:4")
    assert places["Team:", "base"].endswith("base.yaml:2")
    assert places["production:", "false"] == "default"


def test_json_holds_the_same(spec, capsys):
    main(["show", str(spec), "--format", "json"])
    assert json.loads(capsys.readouterr().out)["tags"] == {"Project": "payments", "Owner": "env", "Team": "base"}


def test_a_suffix_from_outside_is_shown(spec, capsys):
    main(["show", str(spec), "--suffix", "pr-1", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["environmentSuffix"] == "pr-1"


def test_provenance_and_json_exclude_each_other(spec, capsys):
    assert main(["show", str(spec), "--format", "json", "--provenance"]) == 2
    assert "comments" in capsys.readouterr().err
