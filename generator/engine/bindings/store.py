"""The cut copies in the user's cache, one a key of versions, digests and modules.

A copy is made beside its place and moved there in one step, so it is whole or not there at all. First runs at the
same time wait for each other where the system can lock a file; where it can't, each makes one and the first stays.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.engine.bindings import recipe
from generator.engine.bindings.errors import BindingsError
from generator.engine.bindings.installed import Distribution, installed
from generator.system.cache_dir import user_cache

MANIFEST = "manifest.json"
# Copies, each with the folder of what Node.js has compiled of it.
KEPT_FOLDERS = 2 * 4
IN_USE_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A checked copy. `stock_archives` are the archives of the installed wheels, by file name."""

    folder: Path
    stock_archives: Mapping[str, Path]
    provider_archive: str

    @property
    def provider(self) -> Path:
        return self.folder / "provider.tar"

    @property
    def python(self) -> Path:
        return self.folder / "python"

    @property
    def compiled(self) -> Path:
        """Where Node.js keeps the compiled form of the files. It checks that itself."""
        return self.folder.with_suffix(".compiled")


def cut_down_copy(modules: Sequence[str]) -> Copy:
    """The copy for what is installed and what is used; it is made where there is none. Raises BindingsError."""
    found = installed()
    cache = user_cache()
    if cache is None:
        raise BindingsError("there is no folder for a cache: the user has no home")
    folder = cache / "bindings" / _key(found, modules)
    try:
        if not folder.is_dir():
            _make(folder, recipe.cut(found, modules))
        os.utime(folder)
        return _checked(folder, found)
    except OSError as error:
        raise BindingsError(f"the cache can't be used: {error}") from error


def _key(found: Mapping[str, Distribution], modules: Sequence[str]) -> str:
    parts = [
        f"recipe {recipe.VERSION} {sys.implementation.cache_tag}",
        *(found[name].fingerprint() for name in sorted(found)),
        *sorted(set(modules)),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _make(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(folder.parent):
        if folder.is_dir():
            return
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as staging:
            made = Path(staging) / "made"
            _write(made, files)
            try:
                made.rename(folder)
            except OSError:
                # Without locks somebody else may have been first.
                if not folder.is_dir():
                    raise
        _forget_unused(folder.parent)


def _forget_unused(folder: Path) -> None:
    """Keep the newest copies; what somebody has used within the hour stays as well."""
    with contextlib.suppress(OSError):
        copies = sorted((path for path in folder.iterdir() if not path.name.startswith(".")), key=_used)
        for copy in copies[:-KEPT_FOLDERS]:
            if time.time() - _used(copy) > IN_USE_SECONDS:
                shutil.rmtree(copy)


def _used(path: Path) -> float:
    return path.stat().st_mtime


def _write(made: Path, files: Iterable[tuple[str, bytes]]) -> None:
    digests = {}
    for path, content in files:
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_bytes(content)
        digests[path] = hashlib.sha256(content).hexdigest()
    (made / MANIFEST).write_text(json.dumps(digests, indent=1), encoding="utf-8")


def _checked(folder: Path, found: Mapping[str, Distribution]) -> Copy:
    """The copy, when each of its files is what it was made as. A damaged one is removed: the next run makes another."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        for path, digest in manifest.items():
            if hashlib.sha256((folder / path).read_bytes()).hexdigest() != digest:
                raise ValueError(path)
        return Copy(
            folder=folder, stock_archives=_stock_archives(found), provider_archive=_archive(found[recipe.AWS]).name
        )
    except (OSError, ValueError, KeyError, AttributeError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise BindingsError(f"the copy in {folder} was damaged ({error}); the next run makes another") from error


def _archive(distribution: Distribution) -> Path:
    assert distribution.archive is not None
    return distribution.archive


def _stock_archives(found: Mapping[str, Distribution]) -> dict[str, Path]:
    """The archives of the wheels, by file name."""
    return {one.archive.name: one.archive for one in found.values() if one.archive is not None}


@contextlib.contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:
        yield
        return
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
