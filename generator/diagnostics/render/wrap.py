"""Wrap long lines at words for a terminal; files and pipes get each message in one line."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from typing import TextIO

# Colours and links, which take no room.
_ESCAPES = re.compile(r"\033\[[0-9;]*m|\033\]8;;.*?\033\\")
_INDENT = "    "


def terminal_width(stream: TextIO) -> int | None:
    """Return how many columns a terminal has, which COLUMNS overrides; None for any other stream."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def wrap_text(text: str, width: int | None) -> str:
    """Return a text in lines of a width; unchanged where there is none."""
    if width is None:
        return text
    return "".join(f"{line}\n" for whole in text.splitlines() for line in _lines(whole, width))


def _lines(text: str, width: int) -> Iterator[str]:
    """A line, broken at its spaces. A word that is longer than a line stays whole, so that it can be copied."""
    line, is_empty = "", True
    for word in text.split(" "):
        longer = f"{line}{word}" if is_empty else f"{line} {word}"
        if is_empty or _room(longer) <= width:
            line, is_empty = longer, False
        else:
            yield line
            line = f"{_INDENT}{word}"
    yield line


def _room(text: str) -> int:
    return len(_ESCAPES.sub("", text))
