"""`payinfra validate` as a person or a CI server runs it: options, exit codes, colours, partial files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from generator.cli.main import main

WRONG = "environmentSuffix: qa\nnetwork:\n  nat: singel # cheap\n"
WARNED = (
    "environmentSuffix: qa\nproduction: true\nnetwork: { nat: single }\n"
    "state: { backend: s3, bucket: tf-state-111122223333 }\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project to work in, without a cache of earlier runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAYINFRA_CACHE", str(tmp_path / "cache"))
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "specs").mkdir()
    return tmp_path


def spec(text: str, name: str = "qa") -> Path:
    path = Path("specs") / f"{name}.yaml"
    path.write_text(text)
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["validate", *arguments])
    return code, capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (WRONG, [], 1),
        (WARNED, [], 0),
        (WARNED, ["--strict"], 1),
        (WARNED, ["--warnings-as-errors"], 1),
        (WARNED, ["--strict", "--quiet"], 1),
        (WARNED, ["--quiet"], 0),
    ],
)
def test_the_exit_code_is_a_linters(capsys, text, options, code):
    spec(text)
    assert told(capsys, *options)[0] == code


def test_quiet_shows_only_what_fails(capsys):
    spec(WARNED)
    assert told(capsys, "--quiet")[1] == ""
    assert "[NET005]" in told(capsys, "--quiet", "--strict")[1]
    assert "[NET005]" in told(capsys)[1]


def test_fix_mends_and_tells_the_rest(capsys):
    path = spec(WRONG)
    code, out = told(capsys, "--fix")
    assert (code, "[SCH004]" in out) == (0, False)
    assert path.read_text() == WRONG.replace("singel", "single")


def test_fix_goes_on_from_stage_to_stage(capsys):
    path = spec("environmentSuffix: qa\ntabels:\n  - name: transactions\n    ttlAttribute: x\n    steam: NEW_IMAGE\n")
    assert told(capsys, "--fix")[0] == 0
    assert path.read_text().splitlines()[1:] == [
        "tables:",
        "  - name: transactions",
        "    ttlAttribute: x",
        "    stream: NEW_IMAGE",
    ]


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_is_for_terminals_and_for_those_who_ask(capsys, monkeypatch, variables, coloured):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    spec(WRONG)
    assert ("\033[" in told(capsys)[1]) is coloured


@pytest.mark.parametrize("form", ["json", "sarif", "github", "junit"])
def test_programs_get_no_colour(capsys, monkeypatch, form):
    monkeypatch.setenv("FORCE_COLOR", "1")
    spec(WRONG)
    code, out = told(capsys, "--format", form)
    assert (code, "\033" in out) == (1, False)


def test_a_waiver_is_asked_again_on_the_next_day(capsys, monkeypatch):
    waiver = "waivers: [{ name: w, finding: NET005, reason: Until the launch., expires: 2027-01-01 }]\n"
    spec(WARNED + waiver)
    monkeypatch.setenv("PAYINFRA_TODAY", "2027-01-01")
    assert "waived: network.nat" in told(capsys, "--strict", "--quiet")[1] + told(capsys)[1]
    monkeypatch.setenv("PAYINFRA_TODAY", "2027-01-02")
    assert told(capsys)[0] == 1


def test_a_file_that_others_extend_is_checked_with_them(capsys):
    base = spec(
        "loadBalancer:\n  targets:\n    - { name: fraud-detection, weights: { blue: 60, green: 60 } }\n", "base"
    )
    spec("extends: base.yaml\nenvironmentSuffix: qa\n")
    spec("environmentSuffix: alone\nnetwork:\n  natt: single\n", "alone")
    code, out = told(capsys, str(base))
    assert code == 1
    assert [line.split(":")[:2] for line in out.splitlines()] == [["specs/base.yaml", "3"]]


@pytest.mark.parametrize(("text", "code"), [("", "SPC003"), ("network: { nat: single }\n", "SPC004")])
def test_a_file_that_is_neither_environment_nor_extended_is_told(capsys, text, code):
    assert f"[{code}]" in told(capsys, str(spec(text)))[1]


def test_the_list_of_rules_has_a_line_an_id(capsys):
    code, out = told(capsys, "--list-rules")
    lines = out.splitlines()
    assert (code, len(lines) > 150) == (0, True)
    assert all(line[:6].isalnum() and "docs/reference/findings.md#" in line for line in lines)


def test_what_is_told_again_is_what_was_told(capsys):
    spec(WRONG)
    first, again, anew = told(capsys), told(capsys), told(capsys, "--force")
    assert first == again == anew
    assert json.loads(told(capsys, "--format", "json")[1])[0]["code"] == "SCH004"
    assert os.listdir("cache")  # noqa: PTH208  # that it was kept is what makes the test one of telling again
