"""Compare the specs of a run with each other, and with those beside them that concern them."""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path

from generator.diagnostics.findings import Finding, SpecError
from generator.planning.spec_facts import SpecFacts, account_facts, environment_facts
from generator.rules.cross_spec import cross_spec_findings
from generator.spec.extends import load_document
from generator.spec.file_kinds import describes_account, is_environment, read_spec_text, spec_files
from generator.spec.resolve import resolve_account, resolve_document

# What another file must say to concern the specs of a run: the same suffix, or the role of which an account has one.
_CONCERNS = rb"""^[\"']?environmentSuffix[\"']?\s*:\s*[\"']?(?:%s)[\"']?\s*(?:#.*)?$|accountLogRole"""


def check_across_specs(
    run: Sequence[SpecFacts], beside: Sequence[SpecFacts], faulty: Container[str] = ()
) -> list[Finding]:
    """Return what is found in the specs of a run, compared with each other and with those beside them.

    `faulty`: the files that have errors of their own, of which warnings wait.
    """
    return list(cross_spec_findings([*beside, *run], len(beside), faulty))


def neighbouring_facts(paths: Sequence[Path], run: Sequence[SpecFacts]) -> list[SpecFacts]:
    """Return the facts of files in the folders of a run that are not part of it and concern it.

    Accounts do, and environments that have a suffix of the run or speak of the role of which an account has one. Others
    are not even loaded: to check one spec takes no longer where there are hundreds beside it.
    """
    if not any(facts.kind == "environment" for facts in run):
        return []
    chosen = {os.path.realpath(path) for path in paths}
    folders = sorted({path.parent for path in paths if path.is_file()})
    names = b"|".join(re.escape(facts.name.encode()) for facts in run)
    concerns = re.compile(_CONCERNS % names, re.MULTILINE)
    concerning = (
        path
        for path in _beside(folders, chosen)
        if describes_account(path) or concerns.search(read_spec_text(path)) is not None
    )
    return list(_loaded(concerning))


def _beside(folders: Iterable[Path], chosen: Container[str]) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in spec_files(folder) if os.path.realpath(path) not in chosen)


def _loaded(paths: Iterable[Path]) -> Iterator[SpecFacts]:
    """The facts of those that are valid: the others are reported when they are checked themselves."""
    for path in paths:
        try:
            if describes_account(path):
                yield account_facts(resolve_account(path, _display_path(path)))
            elif is_environment((document := load_document(path, _display_path(path))).node):
                yield environment_facts(resolve_document(document, {}))
        except SpecError:
            continue


def _display_path(path: Path) -> str:
    """The path as it is displayed: from the working folder where it is below it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
