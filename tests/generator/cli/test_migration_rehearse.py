"""What `payinfra migration rehearse` refuses, and with which words."""

from __future__ import annotations

import pytest

from generator.cli.commands.migration import rehearse
from generator.cli.main import main
from generator.rehearsal import command
from generator.rehearsal.faults import FAULTS
from generator.verify.errors import CannotVerify


def test_the_command_offers_the_faults_that_there_are() -> None:
    assert rehearse.FAULTS == (*FAULTS, command.DIFFERENCES) == command.KINDS


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["dev"], "dev has no section 'migration': there is no move to rehearse"),
        (["prod", "--faults", "relay,auror"], "there is no fault 'auror' (did you mean 'aurora'?)"),
        (["prod", "--seconds", "0"], "--seconds must be between 1 and 600"),
        (["nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_rehearsed_is_refused_in_a_line(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migration", "rehearse", *words]) == 2
    assert said in capsys.readouterr().err


def test_what_is_missing_is_told_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> None:
        raise CannotVerify("there is no PostgreSQL")

    monkeypatch.setattr(command, "find_binaries", missing)
    assert main(["migration", "rehearse", "prod"]) == command.MISSING
    assert capsys.readouterr().err == "payinfra: there is no PostgreSQL\n"
