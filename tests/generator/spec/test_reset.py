"""What is inherited can be undone: a tag, a value, a list of names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.spec.extends import load_document
from generator.spec.node import to_plain
from generator.spec.resolve import resolve_file
from generator.validation.file_checks import check_files

BASE = """\
tags: { Project: payments, "kubernetes.io/owner": a, Owner: b }
database: { instanceClass: db.r7g.large, databaseName: money }
topics:
  - name: errors
    subscriptions: [{ name: old, protocol: email, endpoint: old@example.com }]
  - name: others
"""
NEW = "topics: [{ name: errors, subscriptions: [{ name: new, protocol: email, endpoint: new@example.com }] }]\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("base.yaml").write_text(BASE)
    return tmp_path


def resolved(text: str, name: str = "qa") -> Any:
    Path(f"{name}.yaml").write_text(text)
    return to_plain(resolve_file(Path(f"{name}.yaml")).node)


def env(paths: str, more: str = "") -> str:
    return f"extends: base.yaml\nenvironmentSuffix: qa\nreset: [{paths}]\n{more}"


def test_an_inherited_tag_is_gone(folder):
    assert resolved(env("tags.Owner, tags.kubernetes.io/owner"))["tags"] == {"Project": "payments"}


def test_a_value_is_back_at_its_default(folder):
    default = resolved("environmentSuffix: plain\n", "plain")["database"]
    found = resolved(env("database.instanceClass"))["database"]
    assert found["instanceClass"] == default["instanceClass"]
    assert found["databaseName"] == "money"


def test_a_list_of_names_is_replaced_whole(folder):
    (errors,) = [
        topic for topic in resolved(env("topics.errors.subscriptions", NEW))["topics"] if topic["name"] == "errors"
    ]
    assert [one["name"] for one in errors["subscriptions"]] == ["new"]


def test_a_list_that_begins_anew_is_without_the_entries_of_its_default(folder):
    names = [topic["name"] for topic in resolved(env("topics", "topics: [{ name: mine }]\n"))["topics"]]
    assert names == ["mine"]


def test_a_list_of_which_the_file_says_nothing_is_the_default(folder):
    names = [topic["name"] for topic in resolved(env("topics"))["topics"]]
    assert names == [topic["name"] for topic in resolved("environmentSuffix: plain\n", "plain")["topics"]]


def test_a_file_above_adds_to_a_list_that_began_anew(folder):
    Path("middle.yaml").write_text("extends: base.yaml\nreset: [topics]\ntopics: [{ name: mine }]\n")
    text = "extends: [base.yaml, middle.yaml]\nenvironmentSuffix: qa\ntopics: [{ name: more }]\n"
    assert [topic["name"] for topic in resolved(text)["topics"]] == ["mine", "more"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("tags.Ownr", "nothing is inherited at 'tags.Ownr' (did you mean 'Owner'?)"),
        ("topics.errors.zzz", "take it out, or write a path such as tags.Owner"),
        ("zzz", "take it out"),
    ],
)
def test_a_path_that_leads_nowhere_is_a_warning_at_its_line(folder, path, words):
    Path("qa.yaml").write_text(env(path))
    (finding,) = [one for one in check_files([Path("qa.yaml")]) if one.code == "SPC081"]
    assert (finding.location.line, finding.level) == (3, "warning")
    assert words in finding.message


def test_null_over_what_is_inherited_names_the_way(folder):
    Path("qa.yaml").write_text("extends: base.yaml\nenvironmentSuffix: qa\ndatabase: { instanceClass: null }\n")
    (finding,) = [one for one in check_files([Path("qa.yaml")]) if one.level == "error"]
    assert finding.message.endswith("to undo what is inherited, add 'database.instanceClass' to 'reset'")


def test_a_file_that_extends_nothing_keeps_its_places(folder):
    Path("qa.yaml").write_text("environmentSuffix: qa\nreset: []\nproduction: true\n")
    document = load_document(Path("qa.yaml"))
    assert to_plain(document.node) == {"environmentSuffix": "qa", "production": True}
