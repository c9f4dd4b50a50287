"""At a terminal lines break at words; elsewhere a message stays in one line, as programs read it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator.diagnostics.render.wrap import wrap_text

LONG = "specs/dev.yaml:3:1: error: network.cidr: " + "one two three " * 20 + "[NET001]\n"


@pytest.mark.parametrize("width", [40, 80, 100])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(width: int) -> None:
    text = wrap_text(LONG, width)
    assert max(map(len, text.splitlines())) <= width
    assert text.split() == LONG.split()


def test_a_word_that_is_too_long_stays_whole() -> None:
    address = "aws_dynamodb_table." + "x" * 90
    assert f"\n    {address}\n" in wrap_text(f"replaces {address} anew\n", 80)


def test_colours_take_no_room() -> None:
    coloured = "\033[31;1merror\033[0m: " + "word " * 14 + "end\n"
    assert wrap_text(coloured, 80) == coloured


def test_elsewhere_nothing_changes() -> None:
    assert wrap_text(LONG, None) == LONG


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo terminal")
def test_findings_at_a_terminal_of_eighty_columns_break_at_words(tmp_path: Path) -> None:
    (tmp_path / "dev.yaml").write_text("environmentSuffix: dev\nfunctionz: []\n", encoding="utf-8")
    shown = _at_a_terminal(["validate", "--force", str(tmp_path / "dev.yaml")])
    lines = list(re.sub(r"\033\[[0-9;]*[mK]|\033]8;;.*?\033.|^.*\r(?!\n)", "", shown).splitlines())
    assert "functionz" in shown
    assert [line for line in lines if len(line) > 80 and " " in line.strip()] == []


def _at_a_terminal(words: list[str]) -> str:
    ours, theirs = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key != "COLUMNS"} | {"COLUMNS": "80"}
    with subprocess.Popen(
        [sys.executable, "-m", "generator", *words], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    ):
        os.close(theirs)
        found = b""
        while chunk := _read(ours):
            found += chunk
    os.close(ours)
    return found.decode()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the other end is closed
        return b""
