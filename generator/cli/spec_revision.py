"""Find the spec file of ENV, or of ENV@REVISION as it was in a git revision."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from generator.cli.arguments import spec_file


def spec_file_at_revision(text: str, open_folders: ExitStack) -> tuple[Path, str]:
    """Return the file of ENV or ENV@REVISION, and its display path. Raises UsageError where there is none."""
    from generator.analysis.revisions import specs_at
    from generator.diagnostics.usage_error import UsageError

    name, is_old, revision = text.partition("@")
    if not is_old:
        path = spec_file(name)
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
        return spec_file(name)
    except UsageError:
        path = Path(name)
        if not path.suffix and not SPECS.is_dir():
            raise no_specs_here() from None
        return path if path.suffix else SPECS / f"{name}.yaml"
