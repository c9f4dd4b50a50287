"""What the spec no longer makes is shown at the line that made it, in the commit that had it last."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from generator.operations.plan_formats import as_sarif, as_text
from generator.operations.plan_report import build_plan_report
from generator.operations.spec_history import lines_in_history
from generator.operations.spec_lines import SpecLines
from generator.spec.resolve import resolve_file
from generator.validation.environments import SpecSource

TABLE = "aws_dynamodb_table.table-refunds"
SPEC = "environmentSuffix: qa\ntables:\n  - name: refunds\n    hashKey: id\n    attributes: [{ name: id }]\n"
PLAN = {
    "resource_changes": [
        {
            "address": TABLE,
            "type": "aws_dynamodb_table",
            "mode": "managed",
            "change": {"actions": ["delete"], "before": {"name": "table-refunds-qa"}, "after": None},
        }
    ]
}


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SpecSource:
    """A spec whose table is committed, and taken out of the file since."""
    monkeypatch.chdir(tmp_path)
    file = Path("specs/qa.yaml")
    file.parent.mkdir()
    file.write_text(SPEC, encoding="utf-8")
    _git("init", "--quiet")
    _git("add", ".")
    _git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "Add refunds")
    file.write_text(SPEC.partition("tables")[0], encoding="utf-8")
    return SpecSource(resolve_file(file).environment, file, None)


def test_a_table_that_was_taken_out_is_shown_where_it_was(source: SpecSource) -> None:
    (line,) = lines_in_history(source, {TABLE}).values()
    commit = _git("rev-parse", "HEAD")[:9]
    assert str(line) == f"specs/qa.yaml:3 in {commit}: tables.refunds, which is no longer in the spec"


def test_the_plan_shows_that_line_and_code_scanning_gets_no_place_in_a_file_that_changed(source: SpecSource) -> None:
    found = build_plan_report(
        "s", "terraform", PLAN, SpecLines(source.resolved()), earlier=lambda gone: lines_in_history(source, gone)
    )
    assert "specs/qa.yaml:3 in " in as_text(found)
    assert "physicalLocation" not in as_sarif(found)


def test_without_git_or_a_commit_that_had_it_there_is_no_line(
    source: SpecSource, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lines_in_history(source, {"aws_dynamodb_table.never"}) == {}
    elsewhere = tmp_path_factory.mktemp("plain")
    (elsewhere / "specs").mkdir()
    (elsewhere / "specs/qa.yaml").write_text(SPEC, encoding="utf-8")
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(elsewhere.parent))
    assert lines_in_history(source, {TABLE}) == {}


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout.strip()
