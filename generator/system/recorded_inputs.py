"""Record what a run reads, so that a later run knows whether its answer still holds.

Only what was read counts: files by content, folders by the names of the YAML files in them, a path that was looked for
by whether a file is there. Nothing else beside a spec is looked at, however much there is.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

YAML = (".yaml", ".yml")
# What was read, to a digest of it.
Inputs = dict[str, str]
_MISSING = "-"
_recorded: list[Inputs] = []


@contextmanager
def record_inputs() -> Iterator[Inputs]:
    """Collect what is read while the block runs."""
    inputs: Inputs = {}
    _recorded.append(inputs)
    try:
        yield inputs
    finally:
        # By identity: two records that hold the same are equal.
        _recorded[:] = [known for known in _recorded if known is not inputs]


def add_inputs(inputs: Mapping[str, str]) -> None:
    """Add what another process has read to what is being recorded."""
    for record in _recorded:
        record.update(inputs)


def read_bytes(path: Path) -> bytes:
    """Return the content of a file. Raises OSError."""
    try:
        content = path.read_bytes()
    except OSError:
        _note("file", path, _MISSING)
        raise
    _note("file", path, _sha256(content))
    return content


def is_file(path: Path) -> bool:
    """Return whether a file is there."""
    found = path.is_file()
    _note("exists", path, str(found))
    return found


def yaml_files(folder: Path) -> list[Path]:
    """Return the YAML files of a folder, and links of such names that lead nowhere, sorted by name. Raises OSError."""
    found = sorted(
        path for path in folder.iterdir() if path.suffix.lower() in YAML and (path.is_file() or is_broken(path))
    )
    _note("names", folder, _names(found))
    return found


def is_broken(path: Path) -> bool:
    """Return whether a path is a link that leads to nothing."""
    return path.is_symlink() and not path.exists()


def inputs_unchanged(inputs: Mapping[str, str]) -> bool:
    """Return whether all that was read is still as it was."""
    return all(_current(*key.partition(":")[::2]) == digest for key, digest in inputs.items())


def digest(path: Path) -> str:
    """Return a digest of a file; `-` where it cannot be read."""
    try:
        return _sha256(path.read_bytes())
    except OSError:
        return _MISSING


def _current(kind: str, name: str) -> str:
    path = Path(name)
    if kind == "file":
        return digest(path)
    if kind == "exists":
        return str(path.is_file())
    try:
        return _names(yaml_files(path))
    except OSError:
        return _MISSING


def _note(kind: str, path: Path, content: str) -> None:
    if _recorded:
        add_inputs({f"{kind}:{path.absolute()}": content})


def _names(paths: list[Path]) -> str:
    return _sha256(b"\0".join(os.fsencode(path.name) for path in paths))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
