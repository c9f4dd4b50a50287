"""Define findings: what is wrong with a spec, its location and its fix."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.suggestions import Suggestion, suggest

Level = Literal["error", "warning", "waived"]
Scalar = str | int | float | bool | None

# The pages about ids: those of the validator, and those of controls, which begin with C-.
REFERENCE = "docs/reference/findings.md"
CONTROLS_REFERENCE = "docs/reference/controls.md"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A position in a file. Line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Fix:
    """A safe change: the key or value at a location, and what belongs there; `also` what changes with it.

    A tuple is written as a list in brackets.
    """

    location: Location
    old: Scalar
    new: Scalar | tuple[Scalar, ...]
    also: Fix | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. A rule gives code, pointer, problem and suggestion; validation adds location, named path and note.

    `named_path` is the pointer with names instead of positions. `fallback_pointer` is where to fix it if no file has a
    value at the pointer, or only a file that is extended. `note` is appended to the problem.
    """

    code: str
    pointer: SpecPath
    problem: str
    level: Level = "error"
    location: Location | None = None
    named_path: str | None = None
    fix: Fix | None = None
    suggestion: Suggestion | None = None
    note: str = ""
    fallback_pointer: SpecPath | None = None

    @property
    def message(self) -> str:
        """The problem with the suggestion and the note, as it is shown everywhere."""
        return f"{self.problem}{self.suggestion or ''}{self.note}"

    def __str__(self) -> str:
        return one_line(f"{self.location or '-'}: {self.level}: {self.display_path}: {self.message} [{self.code}]")

    @property
    def display_path(self) -> str:
        """The path to show: by names where they are known."""
        return self.named_path or str(self.pointer) or "spec"

    @property
    def reference(self) -> str:
        """The page and anchor of the documentation about this id."""
        return reference_anchor(self.code)


def one_line(text: str) -> str:
    """Return a text with escapes for what would end its line, or what nobody sees."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else _escape(letter) for letter in text)


def _escape(character: str) -> str:
    return json.dumps(character)[1:-1]


def unknown_name(
    code: str,
    pointer: SpecPath,
    problem: str,
    name: str,
    known: Iterable[str],
    remedy: str = "",
    level: Level = "error",
) -> Finding:
    """Return a finding about an unknown name: with the nearest known name, or else with a remedy."""
    suggestion = suggest(name, known)
    return Finding(code, pointer, problem if suggestion else f"{problem}{remedy}", level, suggestion=suggestion)


def reference_anchor(code: str) -> str:
    """Return the page and anchor of the documentation about an id."""
    return f"{CONTROLS_REFERENCE if code.startswith('C-') else REFERENCE}#{code.lower()}"


class SpecError(Exception):
    """Findings that stop the pipeline at the end of a stage."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))

    def __reduce__(self) -> tuple[type[SpecError], tuple[tuple[Finding, ...]]]:
        return SpecError, (self.findings,)


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the stable order of a report, by location, code and text; one cause once."""
    return sorted(
        _once_a_cause(dict.fromkeys(findings)),
        key=lambda finding: (finding.location or Location(""), finding.code, str(finding.pointer), finding.message),
    )


def _once_a_cause(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings about one anchored value, which several paths use, become one."""
    causes: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        written = finding.location is not None and finding.location.column > 1
        path = None if written else finding.pointer
        causes.setdefault((finding.code, finding.level, finding.location, finding.message, path), []).append(finding)
    for first, *others in causes.values():
        paths = {finding.pointer for finding in (first, *others)}
        yield replace(first, note=f"{first.note} (used in {len(paths)} places)") if len(paths) > 1 else first


def has_errors(findings: Iterable[Finding]) -> bool:
    """Return whether any finding is an error."""
    return any(finding.level == "error" for finding in findings)
