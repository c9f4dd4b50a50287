"""List the files of an archive: our own folders as they are, wheels as pip would install them, for run time only."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from generator.packaging.errors import PackagingError
from generator.packaging.lock import LOCK_FILE
from generator.packaging.services import describes_needless_service
from generator.packaging.zip_file import Entry, read_entries

_COMPILED = (".pyc", ".pyo")
# What an installer notes, or would be untrue of a package that is not installed whole.
_NOTES = frozenset({"RECORD", "RECORD.jws", "RECORD.p7s", "INSTALLER", "REQUESTED", "direct_url.json"})
_OWN_LOCKS = frozenset({LOCK_FILE, "requirements.in"})


def own_files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their paths in an archive, which begin with the folder's name."""
    return {
        _utf8(f"{folder.name}/{path.relative_to(folder).as_posix()}"): path.read_bytes()
        for path in _walk(folder)
        if path.suffix not in _COMPILED and not (path.parent == folder and path.name in _OWN_LOCKS)
    }


def wheel_files(wheels: Iterable[Path], source: str = "") -> dict[str, Entry]:
    """Return the files of wheels that the function of a folder needs, by their paths in an archive.

    Raises PackagingError where two claim one path.
    """
    files: dict[str, Entry] = {}
    for wheel in wheels:
        for inner, entry in read_entries(wheel):
            path = _installed(inner, source)
            if path is None:
                continue
            if path in files and files[path] != entry:
                raise PackagingError(f"two pinned packages bring a file {path!r}")
            files[path] = entry
    return files


def _utf8(path: str) -> str:
    """A path as its bytes on disk say, whatever the locale makes of them."""
    try:
        return os.fsencode(path).decode("utf-8")
    except UnicodeDecodeError:
        raise PackagingError(f"{path!r} has a name that is not UTF-8: give it another") from None


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = [name for name in folders if name != "__pycache__" and not name.startswith(".")]
        for path in (here / name for name in [*folders, *names]):
            if path.is_symlink():
                raise PackagingError(f"{folder.name}/{path.relative_to(folder)} is a link: an archive holds files only")
        yield from (here / name for name in names if not name.startswith(".") and not name.endswith("~"))


def _installed(inner: str, source: str) -> str | None:
    """Where pip would put a file of a wheel below its target (PEP 427), or None for what does not serve at run time."""
    parts = PurePosixPath(inner).parts
    if PurePosixPath(inner).is_absolute() or ".." in parts:
        raise PackagingError(f"a pinned package has a file outside its folder: {inner!r}")
    if parts[0].endswith(".data"):
        if len(parts) < 3 or parts[1] not in ("purelib", "platlib"):
            return None
        parts = parts[2:]
    path = "/".join(parts)
    note = len(parts) == 2 and parts[0].endswith(".dist-info") and parts[1] in _NOTES
    needless = note or path.endswith(_COMPILED) or "__pycache__" in parts or describes_needless_service(path, source)
    return None if needless else path
