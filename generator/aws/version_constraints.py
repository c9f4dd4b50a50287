"""Understand a version constraint of Terraform: which versions it can be satisfied with, if any.

Source: Terraform language, Version Constraints. Between `~>`, `>=`, `<` and the others a comma means and.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

Version = tuple[int, int, int]
_PART = re.compile(r"(>=|<=|!=|~>|<|>|=)?\s*v?(\d+(?:\.\d+){0,2})")
LAST: Version = (10**6, 0, 0)


@dataclass(frozen=True, slots=True)
class Constraint:
    """One part of a constraint: versions from `low` up to, and without, `high`; or all but one."""

    low: Version = (0, 0, 0)
    high: Version = LAST
    but: Version | None = None


def malformed_part(constraint: str) -> str | None:
    """Return the first part that Terraform cannot read; None where it reads all."""
    return next((part.strip() for part in constraint.split(",") if not _PART.fullmatch(part.strip())), None)


def allowed_range(constraint: str) -> tuple[Version, Version]:
    """Return the versions that a well-formed constraint allows: from the first up to, and without, the second."""
    parts = [_parsed(part.strip()) for part in constraint.split(",")]
    low, high = max(part.low for part in parts), min(part.high for part in parts)
    while low in {part.but for part in parts}:
        low = _next(low)
    return low, high


def version_text(version: Version) -> str:
    """Return a version as it is written, without zeros at its end."""
    numbers = [*version]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return ".".join(map(str, numbers))


def _parsed(part: str) -> Constraint:
    match = _PART.fullmatch(part)
    if match is None:
        return Constraint()
    operator, numbers = match[1] or "=", [int(number) for number in match[2].split(".")]
    version = _padded(numbers)
    if operator == "~>":
        # The last number that is given may rise.
        raised = [*numbers[:-2], numbers[-2] + 1] if len(numbers) > 1 else [numbers[0] + 1]
        return Constraint(version, _padded(raised))
    return {
        "=": Constraint(version, _next(version)),
        "!=": Constraint(but=version),
        ">=": Constraint(version),
        ">": Constraint(_next(version)),
        "<=": Constraint(high=_next(version)),
        "<": Constraint(high=version),
    }[operator]


def _next(version: Version) -> Version:
    return version[0], version[1], version[2] + 1


def _padded(numbers: Iterable[int]) -> Version:
    major, minor, patch = [*numbers, 0, 0][:3]
    return major, minor, patch
