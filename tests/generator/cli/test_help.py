"""Help that a person can work with: every command says what it does and shows examples that are true."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import pytest

from generator.cli import commands as package
from generator.cli.main import full_parser, main


def commands() -> dict[str, argparse.ArgumentParser]:
    parser = full_parser()
    (subparsers,) = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(subparsers.choices)


NAMES = sorted(commands())
README = Path(__file__).resolve().parents[3] / "README.md"


def test_every_module_of_a_command_is_listed():
    modules = {path.stem for path in Path(package.__file__).parent.glob("*.py")} - {"__init__"}
    assert modules - set(NAMES) == set(), "add these to NAMES in generator/cli/commands/__init__.py"


def test_the_readme_has_a_row_for_every_command():
    rows = " ".join(line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("| `"))
    missing = [name for name in NAMES if not re.search(rf"`(payinfra )?{name}\b", rows)]
    assert missing == [], "add these to the table of commands in README.md"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_shows_examples_that_the_command_line_takes(name):
    text = commands()[name].format_help()
    examples = re.findall(rf"^  (?:eval \"\$\()?(payinfra {name}[^\n|>#)]*)", text, re.MULTILINE)
    assert len(examples) >= 2, (
        f"begin the epilog of {name} with 'examples: ' and two of them, with ' | ' between: {text}"
    )
    for example in examples:
        full_parser().parse_args(shlex.split(re.split(r" {2,}", example)[0])[1:])


@pytest.mark.parametrize("name", NAMES)
def test_every_command_says_what_it_does_and_what_each_argument_is(name):
    command = commands()[name]
    assert len(command.description or "") > 40, f"give the parser of {name} a description, in a whole sentence"
    assert [action.dest for action in command._actions if not action.help] == [], f"give these of {name} a help"
    assert "debug" in {action.dest for action in command._actions}, f"call add_debug for the parser of {name}"


@pytest.mark.parametrize("name", NAMES)
def test_help_fits_a_terminal(name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    assert [line for line in commands()[name].format_help().splitlines() if len(line) > 110] == []


def test_the_list_of_commands_has_a_line_for_each(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    missing = [name for name in NAMES if not re.search(rf"^    {name}( |$)", shown, re.MULTILINE)]
    assert missing == [], "give the parsers of these a help, in a few words"
