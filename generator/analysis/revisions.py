"""Specs as they were in a revision of git, in a scratch folder; today's generator judges and builds them."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.diagnostics.usage import UsageError

SPEC_SUFFIXES = (".yaml", ".yml")


def git(*arguments: str, folder: Path) -> str:
    """What git prints. Raises UsageError with git's own words where it fails."""
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    except OSError as error:
        raise UsageError(f"git is needed for revisions, and can't be run: {error.strerror}") from error
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        raise UsageError(f"git: {lines[0].removeprefix('fatal: ') if lines else 'failed'}")
    return done.stdout


@contextmanager
def specs_at(revision: str, folder: Path) -> Iterator[Path]:
    """The YAML files of a folder as they were in a revision."""
    if revision.startswith("-"):
        raise UsageError(f"{revision!r} is not a revision")
    commit = git(
        "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", folder=folder
    ).strip()
    with tempfile.TemporaryDirectory(prefix="payinfra.") as scratch:
        names = git("ls-tree", "-r", "--name-only", "-z", commit, "--", ".", folder=folder).split("\0")
        for name in names:
            if name.endswith(SPEC_SUFFIXES):
                target = Path(scratch) / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(git("show", f"{commit}:./{name}", folder=folder), encoding="utf-8")
        yield Path(scratch)
