"""Distinguish environments, which set `environmentSuffix`, accounts, and partial files, which are extended."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.diagnostics.findings import Finding, Location
from generator.diagnostics.spec_path import SpecPath
from generator.spec.limits import MAX_BYTES
from generator.spec.node import Node
from generator.spec.schema import ACCOUNT_NAME
from generator.spec.unsaved import unsaved_text
from generator.system.recorded_inputs import is_broken, read_bytes, yaml_files

SUFFIX = "environmentSuffix"
_SETS_ACCOUNT = re.compile(rf"""^["']?{ACCOUNT_NAME}["']?\s*:""".encode(), re.MULTILINE)
# What tools put into a project: none of it is a spec.
_NOT_OURS = frozenset({"node_modules", "cdktf.out", "__pycache__", "venv", "build", "dist"})
_SETS_SUFFIX = re.compile(rb"""^["']?environmentSuffix["']?\s*:""", re.MULTILINE)


def is_environment(node: Node) -> bool:
    """Return whether the file itself sets the suffix."""
    return isinstance(node.value, Mapping) and SUFFIX in node.value


def is_account(node: Node) -> bool:
    """Return whether the file describes an account."""
    return isinstance(node.value, Mapping) and ACCOUNT_NAME in node.value


def describes_account(path: Path) -> bool:
    """Return whether a file describes an account, without loading it."""
    return bool(_SETS_ACCOUNT.search(read_spec_text(path)))


def spec_files(folder: Path) -> list[Path]:
    """Return the YAML files of a folder, and links of such names that lead nowhere, sorted by name."""
    return yaml_files(folder)


def nested_environments(folder: Path) -> list[Path]:
    """Return the environments and accounts in folders below one, sorted by path; links of folders are followed."""
    return sorted(_below(folder, {folder.resolve()}))


def _below(folder: Path, seen: set[Path]) -> Iterator[Path]:
    for inner in sorted(folder.iterdir()):
        if inner.name.startswith(".") or inner.name in _NOT_OURS or not inner.is_dir() or inner.resolve() in seen:
            continue
        seen.add(inner.resolve())
        yield from (path for path in yaml_files(inner) if is_broken(path) or _describes(path))
        yield from _below(inner, seen)


def _describes(path: Path) -> bool:
    return bool(_SETS_SUFFIX.search(read_spec_text(path))) or describes_account(path)


def dependents(path: Path) -> list[Path]:
    """Return the files beside a partial one, or above it in the working folder, that name it: they may extend it."""
    if _SETS_SUFFIX.search(read_spec_text(path)) or describes_account(path):
        return []
    others = [other for other in _around(path) if other != path]
    # A link is another name of what it leads to.
    links = [other for other in others if other.is_symlink() and os.path.realpath(other) == os.path.realpath(path)]
    names = [os.fsencode(one.name) for one in (path, *links)]
    found = [other for other in others if other not in links and any(name in read_spec_text(other) for name in names)]
    return found or [link for link in links if _SETS_SUFFIX.search(read_spec_text(link))]


def read_spec_text(path: Path) -> bytes:
    """Return the text of a spec file; nothing where it cannot be read, or is too large: loading it reports that."""
    unsaved = unsaved_text(path)
    if unsaved is not None:
        return unsaved.encode()
    try:
        return b"" if path.stat().st_size > MAX_BYTES else read_bytes(path)
    except OSError:
        return b""


def partial_file_findings(path: Path, display_path: str, node: Node) -> Iterator[Finding]:
    """Warn of a partial file that is empty, or that nobody extends: it was most likely meant to be an environment."""
    remedy = "set 'environmentSuffix' to make it an environment"
    if not node.value:
        yield Finding("SPC003", SpecPath(), f"the file says nothing: {remedy}", "warning", Location(display_path))
    elif not dependents(path):
        message = f"the file is no environment, and no file here extends it: {remedy}"
        yield Finding("SPC004", SpecPath(), message, "warning", Location(display_path))


def _around(path: Path) -> Iterator[Path]:
    yield from spec_files(path.parent)
    for folder in path.parent.parents:
        if path.is_absolute() or folder in (Path(), Path("..")) or ".." in folder.parts:
            return
        yield from spec_files(folder)
