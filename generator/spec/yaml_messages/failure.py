"""Where the parser of YAML gave up, and the lines around."""

from __future__ import annotations

import re
from dataclasses import dataclass

Explanation = tuple[int, int, str] | None
"""Line and column, counted from 1, and the message; None where the shape is another one."""

KEY = r"(?P<key>[\w.-]+|\"[^\"]*\"|'[^']*')"
PAIR = re.compile(rf"(?P<indent> *)(?P<dash>(?:- +)*){KEY}\s*:(?: |$)(?P<value>.*)")


@dataclass(frozen=True)
class Failure:
    """Where the parser gave up, line and column counted from 1, and where what it was reading began."""

    lines: list[str]
    line: int
    column: int
    problem: str
    began: tuple[int, int] | None

    @property
    def here(self) -> str:
        return self.text(self.line)

    def text(self, line: int) -> str:
        return self.lines[line - 1] if 0 < line <= len(self.lines) else ""

    def above(self, line: int | None = None) -> tuple[int, str]:
        """Return number and text of the nearest line above that is neither empty nor a comment."""
        for number in range((line or self.line) - 1, 0, -1):
            stripped = self.text(number).strip()
            if stripped and not stripped.startswith("#"):
                return number, self.text(number)
        return 0, ""


def indentation_of(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
