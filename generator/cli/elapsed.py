"""Show the elapsed seconds on a terminal while a command runs for more than a second."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

AFTER_SECONDS = 1.0
# Back at the start of the line: whatever is printed next stands over it.
_SHOWN = "... {} s"
_DIM = "\033[2m{}\033[0m"
_ERASE_LINE = "\033[K"


@contextmanager
def elapsed_indicator(stream: TextIO | None = None, *, after: float = AFTER_SECONDS) -> Iterator[None]:
    """Show the time while the block runs, if the stream is a terminal; nothing is left of it afterwards."""
    terminal = sys.stderr if stream is None else stream
    if not terminal.isatty() or os.environ.get("TERM") == "dumb":
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
    started, width = time.monotonic(), 0
    plain = bool(os.environ.get("NO_COLOR"))
    while not done.wait(after):
        text = _SHOWN.format(round(time.monotonic() - started))
        terminal.write(f"{text if plain else _DIM.format(text)}\r")
        terminal.flush()
        width = len(text)
    if width:
        terminal.write(f"{' ' * width}\r" if plain else _ERASE_LINE)
        terminal.flush()
