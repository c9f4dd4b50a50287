"""Load the environments of a run, all of them before anything is synthesized."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics.findings import Finding, SpecError, has_errors, ordered
from generator.diagnostics.spec_path import SpecPath
from generator.diagnostics.usage import UsageError
from generator.spec.model import Environment
from generator.spec.resolve import Resolved, resolve_file
from generator.validation.spec_selection import environment_files
from generator.validation.validate import check_environment, overrides


@dataclass(frozen=True, slots=True)
class SpecSource:
    """An environment and its file. The node tree is read again where it is needed: it would take six times the memory
    of all else, for each of what may be hundreds."""

    environment: Environment
    path: Path
    suffix: str | None

    def resolved(self) -> Resolved:
        return resolve_file(self.path, overrides=overrides(self.suffix))


def resolve_environments(names: Sequence[str], suffix: str | None) -> tuple[list[Environment], list[Finding]]:
    """Return the environments and the warnings about them. Raises SpecError with all findings where one is an error."""
    sources, findings = load_environments(names, suffix)
    return [source.environment for source in sources], findings


def load_environments(names: Sequence[str], suffix: str | None) -> tuple[list[SpecSource], list[Finding]]:
    """Return the environments with their files, and the warnings. Raises as `resolve_environments` does."""
    chosen = environment_files(names)
    if not chosen:
        raise UsageError("there is no environment in specs/: a file is one when it sets environmentSuffix")
    resolved: list[Resolved] = []
    findings: list[Finding] = []
    for path in _for_suffix(chosen, suffix):
        try:
            one = resolve_file(path, overrides=overrides(suffix))
        except SpecError as error:
            findings += error.findings
            continue
        findings += check_environment(one)
        resolved.append(one)
    findings += _shared_suffixes(resolved)
    if has_errors(findings):
        raise SpecError(findings)
    return [SpecSource(one.environment, Path(one.files[0]), suffix) for one in resolved], ordered(findings)


def warn(findings: Iterable[Finding]) -> None:
    """Print findings that do not stop a run to standard error."""
    for finding in findings:
        print(finding, file=sys.stderr)


def _for_suffix(chosen: list[Path], suffix: str | None) -> list[Path]:
    """The environment that a suffix from outside is for: the only one chosen, or the one whose file bears its name."""
    if suffix is None or len(chosen) == 1:
        return chosen
    named = [path for path in chosen if path.stem == suffix]
    if named:
        return named
    known = ", ".join(path.stem for path in chosen)
    raise UsageError(f"suffix {suffix!r} makes a copy of one environment: say which of {known}")


def _shared_suffixes(resolved: Sequence[Resolved]) -> Iterable[Finding]:
    """Two environments whose names could meet in one account."""
    at = SpecPath(("environmentSuffix",))
    for index, one in enumerate(resolved):
        for other in resolved[:index]:
            mine, theirs = one.environment.environment_suffix, other.environment.environment_suffix
            if mine == theirs:
                message = f"{mine!r} is the suffix of {other.files[0]} too: every environment needs its own"
                yield one.locate(Finding("NAM002", at, message))
            elif mine.endswith(f"-{theirs}") or theirs.endswith(f"-{mine}"):
                message = f"{mine!r} and {theirs!r} of {other.files[0]} end alike: in one account names can meet"
                yield one.locate(Finding("NAM003", at, message, level="warning"))
