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
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal(sys.stdout) and os.environ.get("TERM") != "dumb"
