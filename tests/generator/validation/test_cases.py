"""Broken specs, each with what the validator must say of it: the right line, how to mend it, and nothing besides."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from generator.diagnostics.autofix import apply_fixes
from generator.rules.catalog import rule_infos
from generator.validation.file_checks import check_files
from scripts.refresh_cases import cases, findings_of

CASES = cases()
LINE = re.compile(r"(spec|base)\.yaml:\d+:\d+: (error|warning|waived): \S.*: .+ \[[A-Z0-9]{3}\d{3}\]")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_spec_is_told_as_agreed(case):
    expected = (case / "findings.txt").read_text(encoding="utf-8")
    assert findings_of(case) == expected, "if that is meant to be: python -m scripts.refresh_cases"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_has_findings_of_one_line_each(case):
    lines = (case / "findings.txt").read_text(encoding="utf-8").splitlines()
    assert lines
    assert [line for line in lines if not LINE.fullmatch(line)] == []


def test_where_one_thing_is_wrong_one_error_is_told():
    several = {"many-faults", "zone-typo", "comma-after-value", "bucket-lifecycle", "missing-comma"}
    # A table that several functions use needs an edit in each.
    several |= {"remove-used-table", "secret-in-spec", "waiver-of-what-aws-refuses"}
    # Two keys, each with a namesake of its own; three parameters, each wrong in its own way.
    several |= {"tag-keys-by-case", "unknown-database-parameter"}
    counted = {
        case.name: len(re.findall(r": error: ", (case / "findings.txt").read_text(encoding="utf-8")))
        for case in CASES
        if case.name not in several
    }
    assert {name: count for name, count in counted.items() if count > 1} == {}


def test_every_id_that_a_case_shows_is_in_the_catalogue():
    known = {about.code for about in rule_infos()}
    told = {code for case in CASES for code in re.findall(r"\[([A-Z0-9]{3}\d{3})\]$", findings_of(case), re.MULTILINE)}
    assert told <= known
    assert len(told) > 40


def fixable() -> list[Path]:
    return [case for case in CASES if "did you mean '" in (case / "findings.txt").read_text(encoding="utf-8")]


@pytest.mark.parametrize("case", fixable(), ids=lambda case: case.name)
def test_a_certain_fix_mends_its_finding_and_touches_nothing_else(case, tmp_path, monkeypatch):
    for file in case.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    before = {file: file.read_text(encoding="utf-8").split("\n") for file in tmp_path.glob("*.yaml")}
    findings = check_files([Path("spec.yaml")])
    certain = {(finding.code, finding.location) for finding in findings if finding.fix}
    made = apply_fixes(findings)
    assert sum(made.values()) == len({finding.fix for finding in findings if finding.fix})
    left = check_files([Path("spec.yaml")])
    assert certain & {(finding.code, finding.location) for finding in left if finding.fix} == set()
    for file, lines in before.items():
        after = file.read_text(encoding="utf-8").split("\n")
        marked = {finding.location.line for finding in findings if finding.fix and finding.location.file == file.name}
        assert {number for number, pair in enumerate(zip(lines, after, strict=True), 1) if pair[0] != pair[1]} == marked
