"""Check several spec files, each alone and compared with the others; many of them in several processes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from generator.diagnostics.findings import Finding, has_errors, ordered
from generator.planning.spec_facts import SpecFacts
from generator.spec.file_kinds import dependents
from generator.system.parallel import run_on_cores
from generator.validation.cross_spec import check_across_specs, neighbouring_facts
from generator.validation.validate import check_and_compare

# So many files, beside the first, are checked faster by several processes than by one.
MINIMUM_FILES = 15


def check_files(paths: Iterable[Path]) -> list[Finding]:
    """Return all findings of several files; what two of them share, because both extend a third, is reported once.

    With a partial file those that extend it are checked, too: only they show what it does.
    """
    chosen = dict.fromkeys(paths)
    for path in list(chosen):
        if path.is_file():
            chosen |= dict.fromkeys(dependents(path))
    checked = _check_each(list(chosen))
    # Those that are named lie before what others of their folder show of them.
    facts = sorted((one for _, one in checked if one is not None), key=lambda one: (one.kind, one.file))
    faulty = {one.file for findings, one in checked if one is not None and has_errors(findings)}
    across = check_across_specs(facts, neighbouring_facts(list(chosen), facts), faulty)
    return ordered([*(finding for findings, _ in checked for finding in findings), *across])


Checked = tuple[list[Finding], SpecFacts | None]


def _check_each(paths: Sequence[Path]) -> list[Checked]:
    """The findings and facts of each file: of many, in as many processes as there are cores."""
    # What the first file needs is loaded before the process is copied.
    first = _check_share(paths[:1])
    return [*first, *run_on_cores(_check_share, paths[1:], minimum=MINIMUM_FILES)]


def _check_share(paths: Sequence[Path]) -> list[Checked]:
    return [check_and_compare(path) for path in paths]
