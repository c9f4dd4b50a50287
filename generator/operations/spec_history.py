"""Find the line of a spec that declared a resource before it was removed, in the last commits of its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from generator.analysis.revisions import git, specs_at
from generator.diagnostics.findings import SpecError
from generator.diagnostics.usage_error import UsageError
from generator.operations.spec_lines import SpecLine, SpecLines
from generator.validation.environments import AnySource

# Of the spec's folder, how many commits to look through.
COMMITS = 5
_ABBREVIATED = 9


def lines_in_history(source: AnySource, addresses: set[str]) -> Mapping[str, SpecLine]:
    """Return the last known line by address. Without git, or where no commit has one, an address has none."""
    found: dict[str, SpecLine] = {}
    revisions = iter(_revisions(source.path.parent))
    while (missing := addresses - found.keys()) and (revision := next(revisions, None)):
        found |= {address: line for address, line in _lines_at_revision(revision, source) if address in missing}
    return found


def _revisions(folder: Path) -> list[str]:
    try:
        return git("log", f"-{COMMITS}", "--format=%H", "--", ".", folder=folder).split()
    except UsageError:
        return []


def _lines_at_revision(revision: str, source: AnySource) -> Iterator[tuple[str, SpecLine]]:
    """Every address with its line in a revision; none where the spec was not there, or not valid."""
    try:
        with specs_at(revision, source.path.parent) as folder:
            lines = SpecLines(source.resolved(folder / source.path.name))
            for address in lines.addresses:
                line = lines.of_resource(address)
                if line is not None and line.location is not None:
                    file = source.path.parent / Path(line.location.file).relative_to(folder)
                    at = replace(line.location, file=str(file))
                    yield address, replace(line, location=at, revision=revision[:_ABBREVIATED])
    except (OSError, SpecError, UsageError, ValueError):
        return
