"""What is wrong with a spec, and where: the only way in which any part of the generator reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.spec_path import SpecPath

Level = Literal["error", "warning", "waived"]
Scalar = str | int | float | bool | None

REFERENCE = "docs/reference/findings.md"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file. Line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that mends a fault for certain: what stands at a mark, key or value, and what belongs there."""

    location: Location
    old: Scalar
    new: Scalar


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. A rule gives code, pointer and message; the pipeline adds what it knows of the author's file.

    `path` is the pointer with names instead of positions, as an author thinks of it.
    """

    code: str
    pointer: SpecPath
    message: str
    level: Level = "error"
    location: Location | None = None
    named_path: str | None = None
    fix: Fix | None = None

    def __str__(self) -> str:
        return f"{self.location or '-'}: {self.level}: {self.display_path}: {self.message} [{self.code}]"

    @property
    def display_path(self) -> str:
        """The place in the words of the spec."""
        return self.named_path or str(self.pointer) or "spec"

    @property
    def reference(self) -> str:
        """Where the documentation tells more about findings of this kind."""
        return f"{REFERENCE}#{self.code.lower()}"


class SpecError(Exception):
    """Findings that stop the pipeline at the end of a stage."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))

    def __reduce__(self) -> tuple[type[SpecError], tuple[tuple[Finding, ...]]]:
        return SpecError, (self.findings,)


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """The stable order of a report: by place, then by code and text; what is said twice is said once."""
    unique = dict.fromkeys(findings)
    return sorted(
        unique,
        key=lambda finding: (finding.location or Location(""), finding.code, str(finding.pointer), finding.message),
    )


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.level == "error" for finding in findings)
