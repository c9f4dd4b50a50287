"""Help that a person can work with: every command says what it does and shows examples that are true."""

from __future__ import annotations

import argparse
import re
import shlex

import pytest

from generator.cli.main import main, parser_of_all


def commands() -> dict[str, argparse.ArgumentParser]:
    parser = parser_of_all()
    (subparsers,) = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(subparsers.choices)


NAMES = sorted(commands())


@pytest.mark.parametrize("name", NAMES)
def test_every_command_shows_examples_that_the_command_line_takes(name):
    text = commands()[name].format_help()
    examples = re.findall(rf"^  (?:eval \"\$\()?(payinfra {name}[^\n|>#)]*)", text, re.MULTILINE)
    assert len(examples) >= 2, text
    for example in examples:
        parser_of_all().parse_args(shlex.split(re.split(r" {2,}", example)[0])[1:])


@pytest.mark.parametrize("name", NAMES)
def test_every_command_says_what_it_does_and_what_each_argument_is(name):
    command = commands()[name]
    assert len(command.description or "") > 40
    assert [action.dest for action in command._actions if not action.help] == []


@pytest.mark.parametrize("name", NAMES)
def test_help_fits_a_terminal(name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    assert [line for line in commands()[name].format_help().splitlines() if len(line) > 110] == []


def test_the_list_of_commands_has_a_line_for_each(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    assert [name for name in NAMES if not re.search(rf"^    {name}( |$)", shown, re.MULTILINE)] == []
