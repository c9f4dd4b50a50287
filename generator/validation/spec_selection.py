"""Select spec files by what is typed: `dev`, `specs/dev.yaml`, a folder, or nothing for all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from generator.diagnostics.suggestions import did_you_mean
from generator.diagnostics.usage_error import UsageError
from generator.spec.file_kinds import describes_account, is_environment, nested_environments, spec_files
from generator.system.recorded_inputs import YAML, is_broken

SPECS = Path("specs")


def files(names: Sequence[str], folder: Path = SPECS) -> list[Path]:
    """Return the spec files that are named, each once; every file of the folder where nothing is named.

    Raises UsageError where a name fits no file.
    """
    try:
        chosen = [path for name in names for path in _named(name, folder)] if names else _all(folder)
    except OSError as error:
        raise UsageError(f"cannot look for {error.filename!r}: {error.strerror}") from error
    return list(dict.fromkeys(chosen))


def environment_files(names: Sequence[str], folder: Path = SPECS) -> list[Path]:
    """Return the files as `files` does, without the partial ones of a folder. A partial file that is named is an error.

    Raises SpecError where a file of the folder cannot be read: whether it is an environment is then unknown.
    """
    if not names:
        return [path for path in _all(folder) if _sets_suffix(path)]
    chosen = files(names, folder)
    for path in filter(describes_account, chosen):
        raise UsageError(f"{path} describes an account, and this is for environments: name one of them")
    return chosen


def account_files(names: Sequence[str], folder: Path = SPECS) -> list[Path]:
    """Return those of the files, or of the folder where nothing is named, that describe an account."""
    return [path for path in files(names, folder) if describes_account(path)]


def _sets_suffix(path: Path) -> bool:
    from generator.spec.extends import load_document

    return not describes_account(path) and is_environment(load_document(path).node)


def _all(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise no_specs_here(folder)
    found = [*spec_files(folder), *nested_environments(folder)]
    if not found:
        raise UsageError(f"there is no spec in the folder {str(folder)!r}: specs are .yaml and .yml files")
    return found


def _named(name: str, folder: Path) -> list[Path]:
    if not name:
        raise UsageError("an empty name means no spec: is a variable not set?")
    path = Path(name)
    if path.is_dir():
        return _all(path)
    if path.is_file() or is_broken(path):
        return [path]
    for suffix in YAML:
        if (folder / f"{name}{suffix}").is_file():
            return [folder / f"{name}{suffix}"]
    if path.suffix.lower() in YAML:
        raise UsageError(f"there is no file {name!r}")
    if not folder.is_dir():
        raise no_specs_here(folder)
    known = [environment_name(path, folder) for path in _all(folder)]
    raise UsageError(f"there is no environment {name!r}{did_you_mean(name, known)} and no file of that name")


def environment_name(path: Path, folder: Path = SPECS) -> str:
    """Return the name by which a command line means a file: `prod`, or `eu/prod` in a folder below."""
    return (path.relative_to(folder) if path.is_relative_to(folder) else Path(path.name)).with_suffix("").as_posix()


def no_specs_here(folder: Path = SPECS) -> UsageError:
    """Return the error for a working folder without specs, with the folder above that has them."""
    above = next((parent for parent in Path.cwd().parents if (parent / folder).is_dir()), None)
    where = "the project's root" if above is None else f"the project's root, {os.path.relpath(above)}"
    return UsageError(f"there is no folder {str(folder)!r} here: run in {where}, or name the files")
