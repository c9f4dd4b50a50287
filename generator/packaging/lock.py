"""Parse the lock files of third-party packages: every one pinned to a version and to the hashes of its files.

A lock is read strictly. Environment markers are refused, because pip would judge them by the machine that builds and
not by Lambda; options and links are refused, because they would fetch what no hash has pinned.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.packaging.errors import PackagingError

LOCK_FILE = "requirements.txt"
_PIN = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(\[[A-Za-z0-9,._ -]*\])?==(?P<version>[A-Za-z0-9.!+_-]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_HOW = "write it with `uv pip compile --generate-hashes`, see docs/packaging.md"


@dataclass(frozen=True, slots=True, order=True)
class Requirement:
    """A package at one version. `hashes`: SHA-256 of each file of that version that may be installed."""

    name: str
    version: str
    hashes: tuple[str, ...]

    def line(self) -> str:
        return f"{self.name}=={self.version} {' '.join(f'--hash=sha256:{value}' for value in self.hashes)}"

    def digest(self) -> str:
        return hashlib.sha256(self.line().encode()).hexdigest()


def read_locks(folders: Iterable[Path]) -> tuple[Requirement, ...]:
    """Return the pinned requirements of some folders by name. A folder without a lock pins nothing."""
    pinned: dict[str, tuple[Requirement, Path]] = {}
    for file in (folder / LOCK_FILE for folder in folders):
        if file.is_file():
            for requirement in _read(file):
                earlier, place = pinned.setdefault(requirement.name, (requirement, file))
                if earlier.version != requirement.version:
                    raise PackagingError(
                        f"{_display_path(file)} pins {requirement.name} {requirement.version}, but "
                        f"{_display_path(place)} pins {earlier.version}: one archive can hold only one version"
                    )
    return tuple(sorted(requirement for requirement, _ in pinned.values()))


def normalized(name: str) -> str:
    """Return the normalized name of a package (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _read(file: Path) -> Iterator[Requirement]:
    for number, line in _logical_lines(file.read_text(encoding="utf-8")):
        pin, *hashes = line.split(" --hash=")
        match = _PIN.fullmatch(pin.strip())
        if match is None:
            raise PackagingError(
                f"{_display_path(file)}:{number}: {pin.strip()!r} is not a package pinned by ==: {_HOW}"
            )
        digests = _HASH.findall(line)
        if not digests or len(digests) != len(hashes):
            raise PackagingError(
                f"{_display_path(file)}:{number}: {match['name']} is not pinned by SHA-256 hashes: {_HOW}"
            )
        yield Requirement(normalized(match["name"]), match["version"], tuple(sorted(digests)))


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, without comments and with continued ones joined, under their first number."""
    joined, start = "", 0
    for number, line in enumerate([*text.splitlines(), ""], 1):
        content = re.sub(r"(^|\s)#.*", "", line).strip()
        start = start if joined else number
        joined += " " + content.removesuffix("\\").strip()
        if not content.endswith("\\"):
            if joined.strip():
                yield start, joined.strip()
            joined = ""


def _display_path(file: Path) -> str:
    """The end of a path: enough to find the file, and the same on every machine."""
    return "/".join(file.parts[-2:])
