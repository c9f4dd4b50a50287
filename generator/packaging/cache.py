"""Cache files by content in the user's cache folder.

A file appears whole or not at all, so runs may overlap or be killed at any point. Where the cache cannot be written,
this process works in a temporary folder of its own, and the next one does the work again.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from generator.system.cache_dir import user_cache

# What a folder keeps: the newest, and whatever a run may be using now.
KEPT_ITEMS = 100
IN_USE_SECONDS = 3600
_STAGING = ".staging-"


def cache_folder() -> Path:
    """Return the user's cache, or this process's own folder where the user has none."""
    # A well-known folder in /tmp could be somebody else's.
    return user_cache() or _temporary_root(None)


def roots() -> list[Path]:
    """Return the folders to look for a file in: the cache, then its fallback."""
    folder = cache_folder()
    return [folder, _temporary_roots[folder]] if folder in _temporary_roots else [folder]


def write(relative: Path, content: bytes) -> Path:
    """Put a file into the cache, or into this process's own folder where that fails."""
    folder = cache_folder()
    try:
        return replace(folder / relative, content)
    except OSError:
        return replace(_temporary_root(folder) / relative, content)


def evict_unused(folder: Path) -> None:
    """Evict what has gone unused for longest, so that a cache stops growing. Another run may do the same."""
    with suppress(OSError):
        by_age = sorted((item.stat().st_mtime, item) for item in folder.iterdir())
        for used, item in by_age[:-KEPT_ITEMS]:
            if time.time() - used > IN_USE_SECONDS:
                shutil.rmtree(item) if item.is_dir() else item.unlink()


def mark_used(path: Path) -> None:
    with suppress(OSError):
        os.utime(path)


def replace(target: Path, content: bytes) -> Path:
    """Write a file that appears whole. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, staged = tempfile.mkstemp(prefix=_STAGING, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp keeps a file from everybody else; the cache is no secret, and its owner's umask is not asked.
        Path(staged).chmod(0o644)
        Path(staged).replace(target)
    except BaseException:
        Path(staged).unlink(missing_ok=True)
        raise
    return target


# This process's own folders, by the cache that each replaces.
_temporary_roots: dict[Path | None, Path] = {}


def _temporary_root(instead_of: Path | None) -> Path:
    if instead_of not in _temporary_roots:
        folder = Path(tempfile.mkdtemp(prefix="payinfra-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        _temporary_roots[instead_of] = folder
    return _temporary_roots[instead_of]
