"""Find the file of ENV, or of ENV@REVISION as it was in a revision of git."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from generator.cli.commands.common import the_file


def file_of_side(text: str, open_folders: ExitStack) -> tuple[Path, str]:
    """Return the file of a side, and the name under which it is shown. Raises UsageError where there is none."""
    from generator.analysis.revisions import specs_at
    from generator.diagnostics.usage_error import UsageError

    name, is_old, revision = text.partition("@")
    if not is_old:
        path = the_file(name)
        return path, str(path)
    if not name or not revision:
        raise UsageError(f"{text!r} is no side: write ENV@REVISION, as in prod@HEAD~1")
    path = _once_there(name)
    folder = open_folders.enter_context(specs_at(revision, path.parent))
    old = folder / path.name
    if not old.is_file():
        raise UsageError(f"there was no {path} in revision {revision!r}")
    return old, f"{path}@{revision}"


def _once_there(name: str) -> Path:
    """The file that a name means or once meant: an environment may be gone today."""
    from generator.diagnostics.usage_error import UsageError
    from generator.validation.spec_selection import SPECS, no_specs_here

    try:
        return the_file(name)
    except UsageError:
        path = Path(name)
        if not path.suffix and not SPECS.is_dir():
            raise no_specs_here() from None
        return path if path.suffix else SPECS / f"{name}.yaml"
