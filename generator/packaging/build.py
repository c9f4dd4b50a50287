"""Build an archive, or take it from the cache where nothing that it depends on has changed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path

from generator.packaging import cache
from generator.packaging.contents import own_files, wheel_files
from generator.packaging.errors import PackagingError
from generator.packaging.lock import Requirement, read_locks
from generator.packaging.targets import Target, lambda_target
from generator.packaging.wheels import download_wheels
from generator.packaging.zip_file import Entry, stored, unpacked_size, zip_bytes

# Lambda quotas: a zip that is uploaded directly, and all that it unpacks to.
MAXIMUM_ZIPPED = 50 * 1024 * 1024
MAXIMUM_UNPACKED = 250 * 1024 * 1024
KEY_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """A zip file in the cache: `sha256_base64` as Lambda reports it, `digest` the same in hexadecimal."""

    path: Path
    sha256_base64: str
    digest: str


def build_archive(folder: Path, shared: Sequence[Path], *, runtime: str, architecture: str) -> Archive:
    """Return the archive of a function's folder with the shared folders and all pinned packages.

    The packages are those of the locks beside the folders, and of the function's own lock in its folder. Raises
    PackagingError.
    """
    target = lambda_target(runtime, architecture)
    requirements = read_locks(dict.fromkeys([*(one.parent for one in shared), folder.parent, folder]))
    sources = _own_sources(folder, shared)
    key = _key(sources, requirements, target)
    return _cached(folder.name, key) or _built(folder.name, key, sources, requirements, target)


def _own_sources(folder: Path, shared: Sequence[Path]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for one in dict.fromkeys([folder, *shared]):
        files |= own_files(one)
    return files


def _key(sources: Mapping[str, bytes], requirements: Sequence[Requirement], target: Target) -> str:
    """Everything that the bytes of an archive follow from, this package's own code among it."""
    parts = [str(target), _packaging_digest(), *(requirement.digest() for requirement in requirements)]
    parts += [f"{hashlib.sha256(content).hexdigest()} {path}" for path, content in sorted(sources.items())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:KEY_LENGTH]


@once
def _packaging_digest() -> str:
    modules = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(module.read_bytes() for module in modules)).hexdigest()


def _cached(name: str, key: str) -> Archive | None:
    """An archive that was built before. One whose bytes are not what its folder's name says is as good as none."""
    for root in cache.roots():
        for path in (root / "archives").glob(f"{name}-{key}-*/{name}.zip"):
            digest = path.parent.name.rpartition("-")[2]
            if _is_intact(path, digest):
                cache.mark_used(path.parent)
                return _archive(path, digest)
    return None


def _built(
    name: str, key: str, sources: Mapping[str, bytes], requirements: Sequence[Requirement], target: Target
) -> Archive:
    files = wheel_files(download_wheels(requirements, target).values(), name)
    _refuse_clash(name, sources, files)
    files |= {path: stored(content) for path, content in sources.items()}
    content = zip_bytes(files)
    _refuse_size(name, content, files)
    digest = hashlib.sha256(content).hexdigest()
    path = cache.write(Path("archives") / f"{name}-{key}-{digest}" / f"{name}.zip", content)
    cache.evict_unused(path.parent.parent)
    return _archive(path, digest)


def _refuse_clash(name: str, sources: Mapping[str, bytes], packages: Mapping[str, Entry]) -> None:
    """A shared folder with the name of a package would hide it, or be mixed with it."""
    ours = {path.split("/")[0] for path in sources}
    theirs = {path.split("/")[0] for path in packages}
    if ours & theirs:
        both = ", ".join(sorted(ours & theirs))
        raise PackagingError(f"the folder {both} in lambda_src has the name of a pinned package: give it another")


def _refuse_size(name: str, content: bytes, files: Mapping[str, Entry]) -> None:
    for what, size, limit in (
        ("zipped", len(content), MAXIMUM_ZIPPED),
        ("unpacked", unpacked_size(files.values()), MAXIMUM_UNPACKED),
    ):
        if size > limit:
            raise PackagingError(
                f"the archive of {name} has {size >> 20} MB {what}, Lambda takes {limit >> 20}: pin fewer packages"
            )


def _archive(path: Path, digest: str) -> Archive:
    encoded = base64.b64encode(bytes.fromhex(digest)).decode()
    return Archive(path=path, sha256_base64=encoded, digest=digest)


def _is_intact(path: Path, digest: str) -> bool:
    """Whether a file has a digest. It is hashed once, and again when the system says that it has changed since."""
    note = path.with_suffix(".intact")
    try:
        state = path.stat()
        seen = f"{state.st_ino} {state.st_size} {state.st_ctime_ns} {digest}"
        if note.is_file() and note.read_text(encoding="utf-8") == seen:
            return True
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            return False
    except (OSError, ValueError):
        return False
    with suppress(OSError):
        cache.replace(note, seen.encode())
    return True
