"""Rows of a preflight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "error", "warning", "unknown"]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was looked at. `remedy` is what to do; empty where nothing is.

    error: an apply would fail; warning: it may, or hurts later; unknown: the account did not say.
    """

    check: str
    status: Status
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.status:<8} {self.check}: {self.found}{f': {self.remedy}' if self.remedy else ''}"
