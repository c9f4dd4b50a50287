"""Check several spec files, each alone and compared with the others; many of them in several processes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from generator.diagnostics.findings import Finding, has_errors, ordered
from generator.planning.spec_facts import SpecFacts
from generator.spec.file_kinds import dependents
from generator.system.inputs import Inputs, add_inputs, recorded
from generator.system.two_processes import may_fork
from generator.validation.cross_spec import check_across_specs, neighbouring_facts
from generator.validation.validate import check_and_compare

# So many files are checked faster by several processes than by one.
WORTH_A_PROCESS = 16
# So many at a time are given to one of them.
SHARE = 8


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
    cores = os.cpu_count() or 1
    if len(paths) < WORTH_A_PROCESS or cores == 1 or not may_fork():
        return [check_and_compare(path) for path in paths]
    import multiprocessing
    import signal
    from concurrent.futures import ProcessPoolExecutor

    # What the first file needs is loaded before the process is copied.
    first = check_and_compare(paths[0])
    # Small ones: an interrupt waits for those that have begun.
    shares = [paths[start : start + SHARE] for start in range(1, len(paths), SHARE)]
    context = multiprocessing.get_context("fork")
    # An interrupt is reported once, by this process.
    with ProcessPoolExecutor(cores, context, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
        others = list(pool.map(_check_share, shares))
    for _, read in others:
        add_inputs(read)
    return [first, *(one for found, _ in others for one in found)]


def _check_share(paths: Sequence[Path]) -> tuple[list[Checked], Inputs]:
    with recorded() as read:
        return [check_and_compare(path) for path in paths], read
