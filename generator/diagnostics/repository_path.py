"""Return paths as code scanning and pull requests want them: relative to the root of the repository."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def repository_path(file: str) -> str:
    """Return a file's path from the root of its repository; as it is where it is in none, or is no file."""
    path = Path(file)
    if not path.exists():
        return file
    # Not resolved further: a link is a file of the repository, too.
    written = path.parent.resolve() / path.name
    root = _root_of(written.parent)
    return file if root is None else written.relative_to(root).as_posix()


@cache
def _root_of(folder: Path) -> Path | None:
    return next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), None)
