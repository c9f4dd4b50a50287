"""Show the elapsed seconds to whoever waits at a terminal for more than a second."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

AFTER_SECONDS = 1.0
# Dim, and back at the start of the line: whatever is printed next stands over it.
_SHOWN = "\033[2m... {} s\033[0m\r"
_GONE = "\033[K"


@contextmanager
def elapsed_indicator(stream: TextIO | None = None, *, after: float = AFTER_SECONDS) -> Iterator[None]:
    """Show the time while the block runs, if the stream is a terminal; nothing is left of it afterwards."""
    terminal = sys.stderr if stream is None else stream
    if not terminal.isatty():
        yield
        return
    done = threading.Event()
    clock = threading.Thread(target=_tick, args=(terminal, done, after), daemon=True)
    clock.start()
    try:
        yield
    finally:
        done.set()
        clock.join()


def _tick(terminal: TextIO, done: threading.Event, after: float) -> None:
    started, shown = time.monotonic(), False
    while not done.wait(after):
        terminal.write(_SHOWN.format(round(time.monotonic() - started)))
        terminal.flush()
        shown = True
    if shown:
        terminal.write(_GONE)
        terminal.flush()
