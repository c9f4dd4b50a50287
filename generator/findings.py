"""What is wrong with a spec, and where: the only way in which any part of the generator reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from generator.spec.pointer import Pointer

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file. Line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. A rule gives code, pointer and message; the pipeline adds the mark of the author's line."""

    code: str
    at: Pointer
    message: str
    level: Level = "error"
    mark: Mark | None = None

    def __str__(self) -> str:
        return f"{self.mark or '-'}: {self.level}: {self.at or 'spec'}: {self.message} [{self.code}]"


class SpecError(Exception):
    """Findings that stop the pipeline at the end of a stage."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """The stable order of a report: by place, then by code and text; what is said twice is said once."""
    unique = dict.fromkeys(findings)
    return sorted(
        unique, key=lambda finding: (finding.mark or Mark(""), finding.code, str(finding.at), finding.message)
    )


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.level == "error" for finding in findings)
