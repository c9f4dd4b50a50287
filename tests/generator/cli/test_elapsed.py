"""A sign of life: on a terminal only, after a while only, and gone at the end."""

from __future__ import annotations

import io
import time

from generator.cli.elapsed import elapsed_indicator


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_quick_run_shows_nothing():
    terminal = Terminal()
    with elapsed_indicator(terminal):
        pass
    assert terminal.getvalue() == ""


def test_a_long_run_shows_the_time_and_takes_it_away():
    terminal = Terminal()
    with elapsed_indicator(terminal, after=0.01):
        time.sleep(0.1)
    shown = terminal.getvalue()
    assert "... 0 s" in shown
    assert shown.endswith("\r\033[K")


def test_what_is_no_terminal_is_left_alone():
    stream = io.StringIO()
    with elapsed_indicator(stream, after=0.001):
        time.sleep(0.02)
    assert stream.getvalue() == ""
