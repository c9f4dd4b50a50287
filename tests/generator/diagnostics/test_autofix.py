"""Mending a text where it is certain what belongs there, and leaving it alone where it is not."""

from __future__ import annotations

import stat

import pytest

from generator.diagnostics.autofix import apply_fixes, apply_to_text
from generator.diagnostics.findings import Fix, Location
from generator.validation.file_checks import check_files

MENDED = [
    (
        "a key",
        "tables:\n  - hashKeey: id # the key\n",
        Fix(Location("f", 2, 5), "hashKeey", "hashKey"),
        "  - hashKey: id # the key",
    ),
    ("a word", "nat: singel # one\n", Fix(Location("f", 1, 6), "singel", "single"), "nat: single # one"),
    ("a word in double quotes", 'nat: "singel"\n', Fix(Location("f", 1, 6), "singel", "single"), 'nat: "single"'),
    ("a word in single quotes", "nat: 'singel'\n", Fix(Location("f", 1, 6), "singel", "single"), "nat: 'single'"),
    ("a word in a flow list", "[a, singel]\n", Fix(Location("f", 1, 5), "singel", "single"), "[a, single]"),
    ("a number that is a text", "name: 007 # agent\n", Fix(Location("f", 1, 7), 7, "7"), 'name: "007" # agent'),
    ("a number with a fraction", "v: 16.40\n", Fix(Location("f", 1, 4), 16.4, "16.4"), 'v: "16.40"'),
    ("a switch that is a text", "x: true\n", Fix(Location("f", 1, 4), True, "True"), 'x: "true"'),
    ("a text that is a number", "n: '1024'\n", Fix(Location("f", 1, 4), "1024", 1024), "n: 1024"),
    ("a text that is a switch", "x: yes\n", Fix(Location("f", 1, 4), "yes", True), "x: true"),
    ("a text that needs quotes", "x: yess\n", Fix(Location("f", 1, 4), "yess", "a: b"), 'x: "a: b"'),
    ("a line of Windows", "a: 1\r\nnat: singel\r\n", Fix(Location("f", 2, 6), "singel", "single"), "nat: single\r"),
]


@pytest.mark.parametrize(("sentence", "text", "fix", "line"), MENDED, ids=[case[0] for case in MENDED])
def test_what_stands_at_the_mark_is_replaced_and_nothing_else(sentence, text, fix, line):
    after, made = apply_to_text(text, [fix])
    assert made == 1
    assert after.split("\n")[fix.location.line - 1] == line
    assert len(after.split("\n")) == len(text.split("\n"))


DOUBTFUL = [
    ("another word stands there", "nat: none\n", Fix(Location("f", 1, 6), "singel", "single")),
    ("the word only begins so", "nat: singelton\n", Fix(Location("f", 1, 6), "singel", "single")),
    ("the line is not there", "a: 1\n", Fix(Location("f", 9, 1), "a", "b")),
    ("the text is written with escapes", 'nat: "sin\\u0067el"\n', Fix(Location("f", 1, 6), "singel", "single")),
    ("the text is folded", "nat: >\n  singel\n", Fix(Location("f", 1, 6), "singel", "single")),
    ("the number is written as an alias", "a: *n\n", Fix(Location("f", 1, 4), 5, "5")),
]


@pytest.mark.parametrize(("sentence", "text", "fix"), DOUBTFUL, ids=[case[0] for case in DOUBTFUL])
def test_what_is_in_doubt_is_left_to_the_author(sentence, text, fix):
    assert apply_to_text(text, [fix]) == (text, 0)


def test_two_changes_of_one_line_do_not_disturb_each_other():
    text = "{ aa: xx, bb: yy }\n"
    fixes = [Fix(Location("f", 1, 3), "aa", "alpha"), Fix(Location("f", 1, 15), "yy", "ypsilon")]
    assert apply_to_text(text, fixes) == ("{ alpha: xx, bb: ypsilon }\n", 2)


def test_changes_that_belong_together_are_made_together_or_not_at_all():
    fix = Fix(Location("f", 1, 1), "old", "new", Fix(Location("f", 1, 6), "spec", True))
    assert apply_to_text("old: spec # x\n", [fix]) == ("new: true # x\n", 1)
    for text in ("old: *a\n", "odd: spec\n"):
        assert apply_to_text(text, [fix]) == (text, 0)


def test_files_keep_their_mode_their_byte_order_mark_and_their_comments(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_bytes("\ufeff# ours\r\nnetwork:\r\n  natt: single # cheap\r\n".encode())
    (tmp_path / "env.yaml").write_text("extends: bsae.yaml\nenvironmentSuffix: qa\n")
    (tmp_path / "base.yaml").chmod(0o640)
    paths = [tmp_path / "env.yaml"]
    for _ in range(2):
        apply_fixes(check_files(paths))
    assert (tmp_path / "env.yaml").read_text() == "extends: base.yaml\nenvironmentSuffix: qa\n"
    assert (tmp_path / "base.yaml").read_bytes() == "\ufeff# ours\r\nnetwork:\r\n  nat: single # cheap\r\n".encode()
    assert stat.S_IMODE((tmp_path / "base.yaml").stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".yaml"] == []


def test_a_file_behind_a_link_is_mended_and_stays_behind_it(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "env.yaml").write_text("environmentSuffix: qa\nproduction: yes\n")
    (tmp_path / "env.yaml").symlink_to(tmp_path / "real" / "env.yaml")
    apply_fixes(check_files([tmp_path / "env.yaml"]))
    assert (tmp_path / "env.yaml").is_symlink()
    assert (tmp_path / "real" / "env.yaml").read_text().endswith("production: true\n")
