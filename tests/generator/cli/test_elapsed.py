"""A sign of life: on a terminal only, after a while only, and gone at the end."""

from __future__ import annotations

import io
import re
import time

from generator.cli.elapsed import elapsed_indicator
from tests.support.waiting import PATIENCE_SECONDS, wait_until


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


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


def test_what_is_no_terminal_is_left_alone():
    stream = io.StringIO()
    with elapsed_indicator(stream, after=0.001):
        time.sleep(0.02)
    assert stream.getvalue() == ""
