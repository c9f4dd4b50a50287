"""Find out what the terminal is: whether a person looks at it, and in colour."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def is_terminal(stream: TextIO) -> bool:
    """Return whether a person looks at a stream."""
    return stream.isatty()


def colours() -> bool:
    """Return whether findings are in colour. NO_COLOR (no-color.org) wins over FORCE_COLOR, that over stdout."""
    return colours_of(sys.stdout)


def colours_of(stream: TextIO) -> bool:
    """Return whether what is written to a stream is in colour; FORCE_COLOR=0 is a no, as for Node.js."""
    forced = os.environ.get("FORCE_COLOR")
    if os.environ.get("NO_COLOR") or forced in ("0", "false"):
        return False
    return bool(forced) or (is_terminal(stream) and os.environ.get("TERM") != "dumb")
