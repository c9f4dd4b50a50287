"""Which specs a change touches: through what they extend, the generator, or the code of their functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.analysis.diff import spec_changes
from generator.analysis.revisions import git, specs_at
from generator.diagnostics.findings import SpecError
from generator.packaging.archives import LAMBDA_SOURCE, SHARED
from generator.spec.node import Node
from generator.spec.resolve import Resolved, ResolvedAccount, resolve_account, resolve_file
from generator.validation.spec_selection import account_files, environment_files

# What every stack is made by, relative to the project's root.
MAKES_ALL = ("generator", "lib", "schemas")
# What the generator has for people, not for stacks.
MAKES_NOTHING = ("generator/analysis", "generator/cli/commands", "generator/verify", "generator/compliance/controls")


@dataclass(frozen=True, slots=True)
class Affected:
    """An environment or an account, and what of the change touches it."""

    environment: str
    file: Path
    because: tuple[str, ...]


def affected(revision: str, folder: Path) -> list[Affected]:
    """The specs of a folder that anything since a revision touches, commits and edits alike.

    A spec that changed in its words but not in what it says touches nothing.
    """
    folder = folder.resolve()
    top = Path(git("rev-parse", "--show-toplevel", folder=folder).strip())
    changed = _changed(revision, top)
    files, accounts = environment_files([], _as_typed(folder)), account_files([], _as_typed(folder))
    with specs_at(revision, folder) as before:
        found = [_account_affected(path, before / path.name, top, changed) for path in accounts]
        found += [_affected(path, before / path.name, top, changed) for path in files]
    return [one for one in found if one.because]


def _as_typed(folder: Path) -> Path:
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _changed(revision: str, top: Path) -> list[PurePosixPath]:
    """Every file that differs from a revision or is not in git yet, relative to the root of the work tree."""
    tracked = git("diff", "--name-only", "--no-renames", "-z", "--end-of-options", revision, "--", folder=top)
    new = git("ls-files", "--others", "--exclude-standard", "-z", folder=top)
    return [PurePosixPath(name) for name in (tracked + new).split("\0") if name]


def _affected(path: Path, before: Path, top: Path, changed: Iterable[PurePosixPath]) -> Affected:
    now = resolve_file(path)
    reasons = [*_of_spec(now.node, before, resolve_file, "environment"), *_of_project(now, top, changed)]
    return Affected(path.stem, path, tuple(dict.fromkeys(reasons)))


def _account_affected(path: Path, before: Path, top: Path, changed: Iterable[PurePosixPath]) -> Affected:
    now = resolve_account(path)
    reasons = [*_of_spec(now.node, before, resolve_account, "account"), *_of_project(now, top, changed)]
    return Affected(path.stem, path, tuple(dict.fromkeys(reasons)))


def _of_spec(
    now: Node, before: Path, resolve: Callable[[Path], Resolved | ResolvedAccount], what: str
) -> Iterator[str]:
    if not before.is_file():
        yield f"the {what} is new"
        return
    try:
        earlier = resolve(before)
    except SpecError:
        yield "its spec was not valid"
        return
    for change in spec_changes(earlier.node, now):
        yield str(change.path)


def _of_project(now: Resolved | ResolvedAccount, top: Path, changed: Iterable[PurePosixPath]) -> Iterator[str]:
    """Reasons outside the specs. A repository that only holds specs has none of these files."""
    root = LAMBDA_SOURCE.parent
    if not root.is_relative_to(top):
        return
    functions = now.environment.functions if isinstance(now, Resolved) else ()
    folders = {function.source_folder() for function in functions}
    for name in changed:
        path = top / name
        inner = PurePosixPath(path.relative_to(root).as_posix()) if path.is_relative_to(root) else PurePosixPath(name)
        if _makes_all(inner) or (inner.parts[0] == LAMBDA_SOURCE.name and _is_of(inner, folders)):
            yield str(inner)


def _makes_all(inner: PurePosixPath) -> bool:
    return inner.parts[0] in MAKES_ALL and not any(inner.is_relative_to(folder) for folder in MAKES_NOTHING)


def _is_of(inner: PurePosixPath, folders: set[str]) -> bool:
    """Whether a file below lambda_src is part of any of some functions: shared code and pins are part of all."""
    part = inner.parts[1]
    return part in folders or (bool(folders) and (part in SHARED or len(inner.parts) == 2))
