"""Download the wheels of third-party packages for a target with pip, verify their hashes and cache them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from generator.packaging import cache
from generator.packaging.errors import PackagingError
from generator.packaging.lock import Requirement, normalized
from generator.packaging.targets import Target


def download_wheels(requirements: Sequence[Requirement], target: Target) -> dict[Requirement, Path]:
    """Return the wheel of every requirement. A cached one that the lock no longer pins is fetched again."""
    found = {requirement: _cached(requirement, target) for requirement in requirements}
    missing = [requirement for requirement, wheel in found.items() if wheel is None]
    fetched = _fetch(missing, target) if missing else {}
    return {requirement: wheel or fetched[requirement] for requirement, wheel in found.items()}


def _cached(requirement: Requirement, target: Target) -> Path | None:
    for root in cache.roots():
        wheel = root / _cache_path(requirement, target)
        if wheel.is_file() and _sha256(wheel) in requirement.hashes:
            cache.mark_used(wheel)
            return wheel
    return None


def _cache_path(requirement: Requirement, target: Target) -> Path:
    return Path("wheels") / str(target) / f"{requirement.name}-{requirement.version}-{requirement.digest()[:16]}.whl"


def _fetch(requirements: Sequence[Requirement], target: Target) -> Mapping[Requirement, Path]:
    with tempfile.TemporaryDirectory(prefix="payinfra-") as folder:
        wheels = _download(requirements, target, Path(folder))
        kept = {requirement: _keep(requirement, target, wheels) for requirement in requirements}
    for wheel in kept.values():
        cache.evict_unused(wheel.parent)
    return kept


def _keep(requirement: Requirement, target: Target, wheels: Mapping[str, Path]) -> Path:
    """Put a downloaded wheel into the cache. Its hash, which pip has judged, is judged again here."""
    content = wheels[requirement.name].read_bytes()
    if hashlib.sha256(content).hexdigest() not in requirement.hashes:
        raise PackagingError(f"the wheel of {requirement.name} is not what the lock pins")
    return cache.write(_cache_path(requirement, target), content)


def _download(requirements: Sequence[Requirement], target: Target, folder: Path) -> dict[str, Path]:
    """Let pip fetch wheels into a folder; by the packages' names."""
    lock = folder / "lock.txt"
    lock.write_text("".join(f"{requirement.line()}\n" for requirement in requirements), encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-input", "--require-hashes"]
    command += [*target.pip_options(), f"--requirement={lock}", f"--dest={folder}"]
    done = subprocess.run(command, capture_output=True, text=True, env=_environment(), check=False)
    wheels = {normalized(wheel.name.split("-")[0]): wheel for wheel in folder.glob("*.whl")}
    absent = [str(requirement.name) for requirement in requirements if requirement.name not in wheels]
    if done.returncode or absent:
        raise PackagingError(_reason(done.stderr, absent, target))
    return wheels


def _environment() -> dict[str, str]:
    """pip's own settings stay, for they name the index to ask."""
    return {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_COLOR": "1"}


def _reason(stderr: str, absent: Sequence[str], target: Target) -> str:
    errors = list(_errors(stderr)) or [f"no wheel of {', '.join(absent)}"]
    return f"the pinned packages for {target} cannot be fetched: {'; '.join(dict.fromkeys(errors))}"


def _errors(stderr: str) -> Iterator[str]:
    """The lines in which pip says what went wrong. Told without an `ERROR:`, it is in the last line."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    marked = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
    yield from marked or lines[-1:]


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
