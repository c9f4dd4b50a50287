"""Every command of the tutorial runs, in its order, and prints what the page says: `[...]` stands for anything."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
ANYTHING = "[...]"
# What stays of a list that is there.
OTHERS = re.compile(r"^ +# the others stay as they are\n", re.MULTILINE)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What a clone has, as far as the page uses it."""
    for folder in ("specs", "schemas"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    # The packages of the functions come from the cache; their code is linked, and a new function can stand beside it.
    (tmp_path / "lambda_src").mkdir()
    for entry in (ROOT / "lambda_src").iterdir():
        (tmp_path / "lambda_src" / entry.name).symlink_to(entry)
    return tmp_path


def test_each_command_prints_what_the_page_says(clone: Path) -> None:
    for language, block in re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL):
        if language == "yaml":
            _edit(clone / "specs/qa.yaml", block)
        elif language == "sh" and "<<'PYTHON'" in block:
            _run(block, clone)
        elif language == "console":
            for command, expected in _commands(block):
                printed = _run(command, clone)
                assert re.fullmatch(_pattern(expected), printed), f"$ {command}\n{printed}"


def test_every_command_of_the_page_is_one_of_those() -> None:
    """What needs an account, or installs, is in the text or in the first block."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    assert [line.split()[0] for line in blocks[0].splitlines()] == ["git", "make", "."]
    assert all("payinfra" not in block for block in blocks[1:])


def _commands(block: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        yield command, expected


def _pattern(expected: str) -> str:
    """Lines with anything in the place of the mark; a line that is the mark alone stands for any lines, or none."""
    lines = (
        r"(?:.*\n)*" if line == ANYTHING else ".*".join(map(re.escape, line.split(ANYTHING))) + r"\n"
        for line in expected.splitlines()
    )
    return "".join(lines)


def _run(command: str, folder: Path) -> str:
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": programs, "COLUMNS": "1000"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def _edit(spec: Path, block: str) -> None:
    """Do with a spec what the page tells: entries before those that are there, and new sections at the end."""
    text = spec.read_text(encoding="utf-8")
    for section in re.split(r"\n(?=\w)", block):
        lines = OTHERS.sub("", section).strip("\n").splitlines()
        if OTHERS.search(section) is None:
            text += f"\n{section.rstrip()}\n"
            continue
        known = [number for number, line in enumerate(lines) if not line.lstrip().startswith("- ")]
        head = known[-1] if not lines[0].startswith("functions") else 0
        (at,) = re.finditer(
            rf"^{re.escape(lines[0])}$(?:\n +#.*)*" + "".join(rf"\n{re.escape(line)}$" for line in lines[1 : head + 1]),
            text,
            re.MULTILINE,
        )
        text = text[: at.end()] + "\n" + "\n".join(lines[head + 1 :]) + text[at.end() :]
    spec.write_text(text, encoding="utf-8")
