"""A sign of life: on a terminal only, after a while only, and gone at the end."""

from __future__ import annotations

import io
import re
import time

import pytest

from generator.cli.elapsed import elapsed_indicator
from tests.support.waiting import PATIENCE_SECONDS, wait_until


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def capable_terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_a_quick_run_shows_nothing():
    terminal = Terminal()
    with elapsed_indicator(terminal, after=PATIENCE_SECONDS):
        pass
    assert terminal.getvalue() == ""


def test_a_long_run_shows_the_time_and_takes_it_away():
    terminal = Terminal()
    with elapsed_indicator(terminal, after=0.01):
        wait_until(lambda: bool(terminal.getvalue()), "it shows the time")
    shown = terminal.getvalue()
    assert re.search(r"\.\.\. \d+ s", shown)
    assert shown.endswith("\r\033[K")


def test_without_colours_it_takes_itself_away_with_spaces(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = Terminal()
    with elapsed_indicator(terminal, after=0.01):
        wait_until(lambda: bool(terminal.getvalue()), "it shows the time")
    assert "\033" not in terminal.getvalue()
    assert re.search(r" +\r$", terminal.getvalue())


def test_a_dumb_terminal_is_left_alone(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    terminal = Terminal()
    with elapsed_indicator(terminal, after=0.001):
        time.sleep(0.02)
    assert terminal.getvalue() == ""


def test_what_is_no_terminal_is_left_alone():
    stream = io.StringIO()
    with elapsed_indicator(stream, after=0.001):
        time.sleep(0.02)
    assert stream.getvalue() == ""
