"""Tell environments, which set `environmentSuffix`, from partial files, which are there to be extended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.diagnostics.findings import Finding, Location
from generator.diagnostics.spec_path import SpecPath
from generator.spec.node import Node
from generator.spec.unsaved import text_of

SUFFIX = "environmentSuffix"
_SETS_SUFFIX = re.compile(rb"""^["']?environmentSuffix["']?\s*:""", re.MULTILINE)


def is_environment(node: Node) -> bool:
    """Return whether the file itself sets the suffix."""
    return isinstance(node.value, Mapping) and SUFFIX in node.value


def spec_files(folder: Path) -> list[Path]:
    """Return the YAML files of a folder, sorted by name."""
    return sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.is_file())


def dependents(path: Path) -> list[Path]:
    """Return the files beside a partial one, or above it in the working folder, that name it: they may extend it."""
    if _SETS_SUFFIX.search(_content(path)):
        return []
    name = path.name.encode()
    return [other for other in _around(path) if other != path and name in _content(other)]


def _content(path: Path) -> bytes:
    """Return nothing where it cannot be read, which is reported when it is loaded."""
    unsaved = text_of(path)
    if unsaved is not None:
        return unsaved.encode()
    try:
        return path.read_bytes()
    except OSError:
        return b""


def partial_file_findings(path: Path, shown: str, node: Node) -> Iterator[Finding]:
    """Warn of a partial file that is empty, or that nobody extends: it was most likely meant to be an environment."""
    cure = "set 'environmentSuffix' to make it an environment"
    if not node.value:
        yield Finding("SPC003", SpecPath(), f"the file says nothing: {cure}", "warning", Location(shown))
    elif not dependents(path):
        message = f"the file is no environment, and no file here extends it: {cure}"
        yield Finding("SPC004", SpecPath(), message, "warning", Location(shown))


def _around(path: Path) -> Iterator[Path]:
    yield from spec_files(path.parent)
    for folder in path.parent.parents:
        if path.is_absolute() or folder in (Path(), Path("..")) or ".." in folder.parts:
            return
        yield from spec_files(folder)
