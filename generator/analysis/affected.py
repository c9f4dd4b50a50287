"""Find the environments that a change touches: through what they extend, the generator, or code of functions."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.analysis.code_changes import changed_files, code_path, is_code_of, project_path
from generator.analysis.diff import spec_changes
from generator.analysis.revisions import specs_at, top_of
from generator.diagnostics.findings import SpecError
from generator.planning.naming import stack_name
from generator.spec.node import Node
from generator.spec.resolve import Resolved, ResolvedAccount, resolve_account, resolve_file
from generator.validation.spec_selection import account_files, environment_files, environment_name

# What every stack is made by, relative to the project's root.
MAKES_ALL = ("generator", "lib", "schemas")
# What the generator has for people, not for stacks.
MAKES_NOTHING = ("generator/analysis", "generator/cli/commands", "generator/verify", "generator/compliance/controls")


@dataclass(frozen=True, slots=True)
class Affected:
    """An environment or an account, and what of the change touches it.

    `orphan` is a stack that no spec makes any more: of an environment that is gone, or that has another suffix now.
    """

    environment: str
    file: Path
    because: tuple[str, ...]
    is_gone: bool = False
    orphan: str | None = None


def affected(revision: str, folder: Path) -> list[Affected]:
    """Return the specs of a folder that anything since a revision touches, commits and edits alike.

    A spec that changed in its words but not in what it says touches nothing.
    """
    top = top_of(folder.resolve())
    changed = changed_files(revision, None, top)
    files, accounts = environment_files([], folder), account_files([], folder)
    with specs_at(revision, folder) as before:
        found = [_account_affected(path, before / path.relative_to(folder), top, changed) for path in accounts]
        left = _left(before, folder, {*files, *accounts})
        for path in files:
            found.append(_affected(path, _earlier(path, before, folder, left), top, changed, folder))
        found += _gone(left, before, folder)
    return [one for one in found if one.because]


def _earlier(path: Path, before: Path, folder: Path, left: dict[Path, str | None]) -> Path:
    """The file in the revision: of one that was renamed, that of the same stack, which is then no longer left."""
    earlier = before / path.relative_to(folder)
    if earlier.is_file():
        return earlier
    stack = _stack_of(path)
    renamed = next((old for old in left if left[old] == stack), earlier)
    left.pop(renamed, None)
    return renamed


def _left(before: Path, folder: Path, known: Container[Path]) -> dict[Path, str | None]:
    """The stack of each environment whose file is no longer there."""
    try:
        earlier = environment_files([], before) if any(before.iterdir()) else []
    except SpecError:
        # Which of those files were environments cannot be known any more.
        return {}
    return {old: _stack_of(old) for old in earlier if folder / old.relative_to(before) not in known}


def _gone(left: Mapping[Path, str | None], before: Path, folder: Path) -> Iterator[Affected]:
    """The environments that were there once."""
    for old, orphan in left.items():
        path = folder / old.relative_to(before)
        why = f"the environment is gone{f': destroy its stack {orphan}' if orphan else ''}"
        yield Affected(environment_name(path, folder), path, (why,), is_gone=True, orphan=orphan)


def _stack_of(spec: Path) -> str | None:
    try:
        return stack_name(resolve_file(spec).environment)
    except SpecError:
        return None


def _affected(path: Path, before: Path, top: Path, changed: Iterable[PurePosixPath], folder: Path) -> Affected:
    now = resolve_file(path)
    stack, old = stack_name(now.environment), _stack_of(before) if before.is_file() else None
    reasons = [*_of_spec(now.node, before, resolve_file, "environment"), *_of_project(now, top, changed)]
    orphan = old if old not in (None, stack) else None
    if orphan is not None:
        reasons.append(f"its old stack {orphan} is left behind: destroy it")
    return Affected(environment_name(path, folder), path, tuple(dict.fromkeys(reasons)), orphan=orphan)


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
    """Reasons outside the specs. A repository that only holds specs has code of its own functions at most."""
    functions = now.environment.functions if isinstance(now, Resolved) else ()
    folders = {function.source_folder() for function in functions}
    for name in changed:
        inner, code = project_path(name, top), code_path(name, top)
        if (inner is not None and _makes_all(inner)) or (code is not None and is_code_of(code, folders)):
            yield str(inner or code)


def _makes_all(inner: PurePosixPath) -> bool:
    return inner.parts[0] in MAKES_ALL and not any(inner.is_relative_to(folder) for folder in MAKES_NOTHING)
