"""How findings are shown: for people, programs, code scanning, pull requests and CI servers."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from generator.diagnostics.findings import Finding, Fix, Location
from generator.diagnostics.render import formats
from generator.diagnostics.render.text import as_text, summary
from generator.diagnostics.spec_path import SpecPath

FORMATS = formats()
AT = SpecPath(("tables", 0, "hashKey"))
NASTY = "100% of 'a,b': <é> & \"q\"\nnext\x07"
ERROR = Finding("DDB002", AT, NASTY, "error", Location("specs/a b.yaml", 3, 5), "tables.refunds.hashKey")
WARNING = Finding("NET005", SpecPath(("network", "nat")), "one NAT", "warning", Location("specs/c.yaml", 1, 2))
WAIVED = Finding("SPC002", SpecPath(), "waived until 2027-01-01", "waived", Location("specs/c.yaml", 2, 1))
ALL = [ERROR, WARNING, WAIVED]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_an_answer_to_nothing(name):
    assert FORMATS[name]([], ["specs/a.yaml"]).isprintable() is (FORMATS[name]([], []) == "" and name != "junit")


def test_a_line_a_finding_without_colour():
    assert as_text([WARNING]) == "specs/c.yaml:1:2: warning: network.nat: one NAT [NET005]\n"


def test_colour_adds_nothing_but_escapes(tmp_path):
    plain = as_text([WARNING], colour=True)
    for start, end in (("\033[", "m"), ("\033]8;;", "\033\\")):
        while start in plain:
            before, _, rest = plain.partition(start)
            plain = before + rest.partition(end)[2]
    assert plain == as_text([WARNING])


def test_json_carries_place_reference_and_fix():
    fix = Fix(Location("f", 3, 5), "hashKeey", "hashKey")
    (shown,) = json.loads(FORMATS["json"]([Finding("SCH001", AT, "x", location=Location("f", 3, 5), fix=fix)], []))
    assert shown["fix"] == {"line": 3, "column": 5, "replace": "hashKeey", "with": "hashKey"}
    assert shown["reference"] == "docs/reference/findings.md#sch001"
    both = Fix(Location("f", 3, 5), "old", "new", Fix(Location("f", 3, 10), "spec", True))
    (shown,) = json.loads(FORMATS["json"]([Finding("SPC005", AT, "x", location=Location("f", 3, 5), fix=both)], []))
    assert shown["fix"]["also"] == {"line": 3, "column": 10, "replace": "spec", "with": True}


def test_sarif_has_what_code_scanning_asks_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.yaml").write_text("nat: singel\n")
    fixed = Finding(
        "SCH004", AT, "x", location=Location("f.yaml", 1, 6), fix=Fix(Location("f.yaml", 1, 6), "singel", "single")
    )
    log = json.loads(FORMATS["sarif"]([*ALL, fixed], []))
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted({finding.code for finding in [*ALL, fixed]})
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note", "error"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "specs/a%20b.yaml"
    assert place["region"] == {"startLine": 3, "startColumn": 5}
    assert [bool(result.get("suppressions")) for result in run["results"]] == [False, False, True, False]
    ((change,),) = [fix["artifactChanges"] for fix in run["results"][3]["fixes"]]
    (replacement,) = change["replacements"]
    assert replacement["deletedRegion"] == {"startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 12}
    assert replacement["insertedContent"] == {"text": "single"}


def test_sarif_shows_changes_that_belong_together_as_one_fix(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "together.yaml").write_text("old: spec\n")
    both = Fix(Location("together.yaml", 1, 1), "old", "new", Fix(Location("together.yaml", 1, 6), "spec", True))
    finding = Finding("SPC005", AT, "x", location=Location("together.yaml", 1, 1), fix=both)
    (fix,) = json.loads(FORMATS["sarif"]([finding], []))["runs"][0]["results"][0]["fixes"]
    ((change,),) = [fix["artifactChanges"]]
    assert fix["description"] == {"text": "write new and true"}
    assert [part["insertedContent"]["text"] for part in change["replacements"]] == ["new", "true"]
    assert [part["deletedRegion"]["startColumn"] for part in change["replacements"]] == [1, 6]


def test_github_commands_stay_on_one_line_and_keep_every_character():
    lines = FORMATS["github"](ALL, []).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning", "::notice"]
    assert lines[0].startswith(
        "::error file=specs/a b.yaml,line=3,col=5,title=DDB002::tables.refunds.hashKey: 100%25 of"
    )
    assert "%0Anext" in lines[0]
    escaped = FORMATS["github"]([Finding("X", SpecPath(), "m", location=Location("C:\\a,b.yaml"))], [])
    assert escaped.startswith("::error file=C%3A\\a%2Cb.yaml,")


def test_junit_is_xml_with_a_suite_a_file_and_a_case_a_finding():
    root = ElementTree.fromstring(FORMATS["junit"](ALL, ["specs/a b.yaml", "specs/c.yaml", "specs/clean.yaml"]))
    assert root.attrib == {"name": "payinfra", "tests": "3", "failures": "1", "errors": "0", "skipped": "1"}
    cases = {suite.get("name"): list(suite) for suite in root}
    assert [len(cases[name]) for name in ("specs/a b.yaml", "specs/c.yaml", "specs/clean.yaml")] == [1, 2, 1]
    failure = cases["specs/a b.yaml"][0].find("failure")
    assert failure is not None
    assert failure.get("type") == "DDB002"
    assert cases["specs/c.yaml"][0].find("system-out") is not None
    assert cases["specs/c.yaml"][1].find("skipped") is not None
    assert list(cases["specs/clean.yaml"][0]) == []


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        ([], "nothing is wrong"),
        ([ERROR], "1 error; docs"),
        ([ERROR, ERROR, WARNING, WAIVED], "2 errors, 1 warning, 1 waived; docs"),
    ],
)
def test_the_summary_counts(findings, words):
    assert summary(findings).startswith(words)
