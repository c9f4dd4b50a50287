"""Check out specs of a revision of git into a scratch folder; today's generator reads them."""

from __future__ import annotations

import os
import posixpath
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from generator.diagnostics.suggestions import did_you_mean
from generator.diagnostics.usage_error import UsageError
from generator.system.recorded_inputs import YAML

_LINK = "120000"
_MOST_LINKS = 10
_BETWEEN = "..."


def git(*arguments: str, folder: Path) -> str:
    """Return what git prints, names as the file system has them. Raises UsageError with git's own words."""
    return os.fsdecode(_git(*arguments, folder=folder))


def _git(*arguments: str, folder: Path) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    except OSError as error:
        raise UsageError(f"git is needed for revisions, and can't be run: {error.strerror}") from error
    if done.returncode != 0:
        lines = done.stderr.decode(errors="backslashreplace").strip().splitlines()
        raise UsageError(f"git: {lines[0].removeprefix('fatal: ') if lines else 'failed'}")
    return done.stdout


def top_of(folder: Path) -> Path:
    """Return the root of the work tree that a folder is in."""
    return Path(git("rev-parse", "--show-toplevel", folder=folder).rstrip("\n"))


def commit_of(revision: str, folder: Path) -> str:
    """Return the commit of a revision; of `main...HEAD`, or `main...`, the one at which HEAD left main.

    Raises UsageError where there is none, and says where a shallow clone is the cause.
    """
    one, between, other = revision.partition(_BETWEEN)
    if not between:
        return _commit(revision, folder)
    left, right = _commit(one or "HEAD", folder), _commit(other or "HEAD", folder)
    if right != _commit("HEAD", folder):
        raise UsageError(f"{revision!r}: what is compared is the work tree: check {other!r} out, or end with ...HEAD")
    try:
        return git("merge-base", left, right, folder=folder).strip()
    except UsageError as error:
        problem = f"{one!r} and {other or 'HEAD'!r} have no commit in common"
        raise UsageError(f"{problem}{_if_shallow(folder)}") from error


def has_moved_on(revision: str, folder: Path) -> bool:
    """Return whether a revision has commits that HEAD does not have: what they change counts as changed, backwards."""
    if _BETWEEN in revision:
        return False
    counted = git("rev-list", "--count", f"HEAD..{_commit(revision, folder)}", folder=folder)
    return counted.strip() != "0"


def _commit(revision: str, folder: Path) -> str:
    if revision.startswith("-") or ".." in revision:
        hint = ": write A...HEAD for what was changed since A and HEAD went apart" if ".." in revision else ""
        raise UsageError(f"{revision!r} is not a revision{hint}")
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    try:
        return git(*arguments, folder=folder).strip()
    except UsageError as error:
        if str(error) != "git: failed":
            raise
        raise UsageError(f"git: there is no revision {revision!r}{_hint(revision, folder)}") from error


def _hint(revision: str, folder: Path) -> str:
    shallow = _if_shallow(folder)
    if shallow:
        return shallow
    known = git("for-each-ref", "--format=%(refname:short)", folder=folder).split()
    return did_you_mean(revision, known)


def _if_shallow(folder: Path) -> str:
    if git("rev-parse", "--is-shallow-repository", folder=folder).strip() != "true":
        return ""
    cure = "git fetch --unshallow, or fetch-depth: 0 for actions/checkout, GIT_DEPTH: 0 for GitLab"
    return f": the clone is shallow and lacks older commits: {cure}"


@contextmanager
def specs_at(revision: str, folder: Path) -> Iterator[Path]:
    """Yield a folder with the YAML files of a folder as they were in a revision, links followed as they then led."""
    commit = commit_of(revision, folder)
    tree = _Tree(commit, top_of(folder))
    with tempfile.TemporaryDirectory(prefix="payinfra.") as scratch:
        # Under the same name: how far a spec may reach depends on it.
        target = Path(scratch) / folder.name
        target.mkdir()
        for name, content in tree.yaml_files(_within(tree.top, folder)):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(content)
        yield target


def _within(top: Path, folder: Path) -> str:
    """The path of a folder in the repository, as it is written: a link may have been a folder once."""
    written = folder.parent.resolve() / folder.name
    found = written if written.is_relative_to(top) else folder.resolve()
    return found.relative_to(top).as_posix() if found.is_relative_to(top) else "."


class _Tree:
    """The files of a commit."""

    def __init__(self, commit: str, top: Path) -> None:
        self.commit, self.top = commit, top

    def yaml_files(self, folder: str) -> Iterator[tuple[str, bytes]]:
        """Yield path below the folder, and content, of each YAML file that was in it."""
        real = self._real(folder) or folder
        listed = git("ls-tree", "-r", "-z", self.commit, "--", f"{real}/" if real != "." else ".", folder=self.top)
        for entry in filter(None, listed.split("\0")):
            mode, path = entry.partition(" ")[0], entry.partition("\t")[2]
            target = self._real(path) if mode == _LINK else path
            if PurePosixPath(path).suffix.lower() in YAML and target is not None:
                name = posixpath.relpath(path, real)
                yield name, _git("cat-file", "blob", f"{self.commit}:{target}", folder=self.top)

    def _real(self, path: str) -> str | None:
        """Where a path leads in this commit; None where it leads out of the repository, or to nothing."""
        for _ in range(_MOST_LINKS):
            listed = git("ls-tree", "-z", self.commit, "--", path, folder=self.top)
            if not listed:
                return None
            if not listed.startswith(_LINK):
                return path
            text = git("cat-file", "blob", f"{self.commit}:{path}", folder=self.top)
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), text))
            if path.startswith(("..", "/")):
                return None
        return None
