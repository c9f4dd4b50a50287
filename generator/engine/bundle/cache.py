"""Cache bundles in the user's cache folder, by a key of versions, digests and modules.

A bundle is built beside its place and moved there in one step, so it is whole or not there at all. First runs at the
same time wait for each other where the system can lock a file; where it can't, each builds one and the first stays.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.engine.bundle.distributions import Distribution, installed_distributions
from generator.engine.bundle.errors import BundleError
from generator.system.cache_dir import user_cache

MANIFEST, PROGRAM, PACKAGE = "manifest.json", "engine.js", "replay.tar"
ENGINE_FOLDER = Path(__file__).parents[1]
KEPT_BUNDLES = 4
IN_USE_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The files of a bundle, and their digests when they were written."""

    folder: Path
    digests: Mapping[str, str]

    def file(self, name: str) -> Path:
        """Return a file whose digest is right. Raises BundleError where none is; the next run builds another bundle."""
        path = self.folder / name
        try:
            if hashlib.sha256(path.read_bytes()).hexdigest() != self.digests[name]:
                raise ValueError(name)
        except (OSError, ValueError, LookupError) as error:
            raise _damaged(self.folder, error) from error
        return path

    @property
    def node_cache(self) -> Path:
        """Where Node.js keeps what it has loaded of the bundle."""
        return self.folder / "node"


def cached_bundle(modules: Sequence[str]) -> Bundle:
    """Return the bundle for what is installed and what is used; it is built where there is none. Raises BundleError."""
    found = installed_distributions()
    cache = user_cache()
    if cache is None:
        raise BundleError("there is no folder for a cache: the user has no home")
    folder = cache / "bundles" / _key(found, modules)
    try:
        if not folder.is_dir():
            _build(folder, _contents(found, modules))
        os.utime(folder)
        return Bundle(folder=folder, digests=_digests(folder))
    except OSError as error:
        raise BundleError(f"the cache can't be used: {error}") from error


def _contents(found: Mapping[str, Distribution], modules: Sequence[str]) -> Iterable[tuple[str, bytes]]:
    # Imported only where a bundle is built.
    from generator.engine.bundle.contents import bundle_contents

    return bundle_contents(found, modules)


def _key(found: Mapping[str, Distribution], modules: Sequence[str]) -> str:
    parts = [
        *(hashlib.sha256(path.read_bytes()).hexdigest() for path in _bundler_sources()),
        *(found[name].fingerprint() for name in sorted(found)),
        *sorted(set(modules)),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _bundler_sources() -> list[Path]:
    """The code that a bundle consists of, and the code that builds it: a change of either asks for another bundle."""
    return sorted((*ENGINE_FOLDER.glob("*.js"), *ENGINE_FOLDER.glob("bundle/*.py")))


def _build(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(folder.parent):
        if folder.is_dir():
            return
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as staging:
            built = Path(staging) / "bundle"
            _write(built, files)
            try:
                built.rename(folder)
            except OSError:
                # Without locks somebody else may have been first.
                if not folder.is_dir():
                    raise
        _forget_unused(folder.parent)


def _forget_unused(folder: Path) -> None:
    """Keep the newest bundles; what somebody has used within the hour stays as well."""
    with contextlib.suppress(OSError):
        bundles = sorted((path for path in folder.iterdir() if not path.name.startswith(".")), key=_used)
        for bundle in bundles[:-KEPT_BUNDLES]:
            if time.time() - _used(bundle) > IN_USE_SECONDS:
                shutil.rmtree(bundle)


def _used(path: Path) -> float:
    return path.stat().st_mtime


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    digests = {}
    for path, content in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
        digests[path] = hashlib.sha256(content).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(digests, indent=1), encoding="utf-8")


def _digests(folder: Path) -> dict[str, str]:
    try:
        digests = json.loads((folder / MANIFEST).read_bytes())
        return {str(name): str(digest) for name, digest in digests.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise _damaged(folder, error) from error


def _damaged(folder: Path, error: Exception) -> BundleError:
    shutil.rmtree(folder, ignore_errors=True)
    return BundleError(f"the bundle in {folder} was damaged ({error}); the next run makes another")


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
