"""Find the functions that get new code by a change of files: their own, those that they share, or their pins."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path, PurePosixPath

from generator.analysis.resource_diff import ResourceChange
from generator.analysis.revisions import commit_of, git, top_of
from generator.packaging.archives import LAMBDA_SOURCE, SHARED
from generator.planning.alias_versions import LATEST, followed_version, promoted_functions
from generator.spec.model import Environment
from generator.spec.model.functions import Function


def changed_files(before: str, after: str | None, top: Path) -> list[PurePosixPath]:
    """Return every file that differs between two revisions, or a revision and the work tree, from the root of it."""
    sides = [commit_of(before, top), *([commit_of(after, top)] if after else [])]
    tracked = git("diff", "--name-only", "--no-renames", "-z", *sides, "--", folder=top)
    new = "" if after else git("ls-files", "--others", "--exclude-standard", "-z", folder=top)
    return [PurePosixPath(name) for name in (tracked + new).split("\0") if name]


def project_path(name: PurePosixPath, top: Path) -> PurePosixPath | None:
    """Return the path of a file of the work tree from the root of the project; None where it is not in it."""
    return _from(LAMBDA_SOURCE.parent, top / name)


def code_path(name: PurePosixPath, top: Path) -> PurePosixPath | None:
    """Return the path as `project_path` does, also of the functions of one's own beside the specs."""
    return project_path(name, top) or _from(Path.cwd(), top / name)


def _from(root: Path, path: Path) -> PurePosixPath | None:
    return PurePosixPath(path.relative_to(root).as_posix()) if path.is_relative_to(root) else None


def is_code_of(inner: PurePosixPath, folders: set[str]) -> bool:
    """Return whether a file is code of a function in any of some folders: shared code and pins are code of all."""
    if inner.parts[0] != LAMBDA_SOURCE.name or len(inner.parts) < 2:
        return False
    part = inner.parts[1]
    return part in folders or (bool(folders) and (part in SHARED or len(inner.parts) == 2))


def code_changes(before: str | None, after: str | None, env: Environment, folder: Path) -> Iterator[ResourceChange]:
    """Yield a change for each function whose code differs between two revisions; None is the work tree."""
    if before == after:
        return
    top = top_of(folder)
    since, until = (before, after) if before else (str(after), None)
    changed = list(filter(None, (code_path(name, top) for name in changed_files(since, until, top))))
    promoted = promoted_functions(env)
    for function in env.functions:
        files = [str(inner) for inner in changed if is_code_of(inner, {function.source_folder()})]
        if files:
            yield _change(function, files, promoted)


def _change(function: Function, files: Sequence[str], promoted: Collection[str]) -> ResourceChange:
    shown = ", ".join(files[:3]) + (f" and {len(files) - 3} more" if len(files) > 3 else "")
    address = f"aws_lambda_function.lambda-{function.name}"
    return ResourceChange(address, "changed", (("code", f"({shown})", f"new code, {_colours(function, promoted)}"),))


def _colours(function: Function, promoted: Collection[str]) -> str:
    """Which colours call the version that the apply publishes; the others are pinned, or moved by promotions."""
    new = [
        colour
        for colour, alias in function.aliases.by_colour().items()
        if followed_version(alias, colour, function=function.name, promoted=promoted) == LATEST
    ]
    if len(new) == 1:
        return f"{new[0]} colour"
    return "both colours" if new else "no colour yet: none follows the latest version"
