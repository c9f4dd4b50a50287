"""Write docs/licences.md, the licences of the code that we ship and run: `python -m scripts.licences`.

A licence that is not in ALLOWED stops it: somebody has to read it first. The locks hold packages for other systems and
Pythons too: two versions of a package count as under one licence, and what is not installed here keeps the one it has.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "licences.md"
LOCKS = {
    "functions": ROOT / "lambda_src" / "requirements.txt",
    "generator": ROOT / "requirements" / "runtime.txt",
}
# Each may be used and passed on in a closed product when its text goes along; MPL-2.0 asks for changes to be published.
ALLOWED = frozenset(
    {
        "Apache-2.0",
        "Apache-2.0 OR BSD-3-Clause",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "PSF-2.0",
    }
)
# What packages wrote before there was a field for SPDX expressions.
SPDX = {
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 3-Clause License": "BSD-3-Clause",
    "MIT License": "MIT",
}
# Read by a person in the package's licence file: words that could mean several, or packages of older Pythons only.
READ = {"exceptiongroup": "MIT", "jinja2": "BSD-3-Clause", "python-dateutil": "Apache-2.0 OR BSD-3-Clause"}
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
_ROW = re.compile(r"^\| ([a-z0-9.-]+) \| ([^ |]+) \| ([^|]+?) \| ([^|]+?) \|$", re.MULTILINE)
_CLASSIFIER = "License :: OSI Approved :: "
_HEAD = """\
# Licences

What the functions carry into AWS, and what the generator needs to run. Written by `python -m scripts.licences` from the
locks and the packages' own metadata; the texts themselves are in each archive, beside the package.

| package | version | licence (SPDX) | used by |
| --- | --- | --- | --- |
"""


class LicenceUnknown(Exception):
    """A package whose licence is not known, or that nobody has allowed."""


@dataclass(frozen=True, slots=True, order=True)
class Row:
    package: str
    version: str
    licence: str
    used_by: str

    def __str__(self) -> str:
        return f"| {self.package} | {self.version} | {self.licence} | {self.used_by} |"


def pins(lock: Path) -> list[tuple[str, str]]:
    """Return names and versions of a lock. A package may have two versions, for older and newer Pythons."""
    return _PIN.findall(lock.read_text(encoding="utf-8"))


def licence_of(name: str, metadata: Message) -> str:
    """Return the SPDX expression of a package, from the newest field that it fills in."""
    classifiers = [value.removeprefix(_CLASSIFIER) for value in metadata.get_all("Classifier", [])]
    stated = [metadata.get("License-Expression"), metadata.get("License"), *classifiers]
    for stated_as in filter(None, [READ.get(name), *stated]):
        expression = SPDX.get(stated_as, stated_as)
        if expression in ALLOWED:
            return expression
    raise LicenceUnknown(f"{name}: licence {metadata.get('License') or 'not stated'!r} is not among those allowed")


def known_rows(page: str) -> list[Row]:
    return [Row(*fields) for fields in _ROW.findall(page) if fields[0] != "package"]


def rows(known: Iterable[Row]) -> list[Row]:
    """Return the rows that the page should have. Raises LicenceUnknown."""
    written = {row.package: row.licence for row in known}
    used: dict[tuple[str, str], list[str]] = {}
    for user, lock in LOCKS.items():
        for pin in pins(lock):
            used.setdefault(pin, []).append(user)
    return sorted(
        Row(name, version, _licence(name, written), ", ".join(users)) for (name, version), users in used.items()
    )


def page_of(table: Iterable[Row]) -> str:
    return _HEAD + "".join(f"{row}\n" for row in table)


def _licence(name: str, written: Mapping[str, str]) -> str:
    try:
        return licence_of(name, cast(Message, distribution(name).metadata))
    except PackageNotFoundError:
        known = READ.get(name) or written.get(name)
    if known not in ALLOWED:
        raise LicenceUnknown(
            f"{name} is not installed here: read its licence and add it to READ in scripts/licences.py"
        )
    return known


def main() -> int:
    known = known_rows(PAGE.read_text(encoding="utf-8")) if PAGE.is_file() else []
    try:
        PAGE.write_text(page_of(rows(known)), encoding="utf-8")
    except LicenceUnknown as error:
        print(f"licences: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
