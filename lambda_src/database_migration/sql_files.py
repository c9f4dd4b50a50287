"""Load the SQL files in order: 0001_ledger.sql and so on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "sql"
_NAME: Final = re.compile(r"[0-9]{4}_[a-z0-9_]+\.sql")
_NUMBER: Final = slice(4)


class MigrationRefused(Exception):
    """The files do not fit each other or what was applied before. Nothing was applied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlFile:
    """One step of the schema. `sha256` is of the file's bytes, in hexadecimal."""

    name: str
    sha256: str
    text: str

    @property
    def contracts(self) -> bool:
        """Whether it removes what an earlier release needs: it waits until that release runs nowhere any more."""
        return "contract" in self.name


def sql_files(folder: Path = FOLDER) -> Sequence[SqlFile]:
    """Return all files of a folder. Raises MigrationRefused for a name without a number, or with that of another."""
    files = [_file(path) for path in sorted(folder.glob("*.sql"))]
    for before, after in pairwise(files):
        if before.name[_NUMBER] == after.name[_NUMBER]:
            raise MigrationRefused(f"{before.name} and {after.name} have one number: which is first?")
    return files


def _file(path: Path) -> SqlFile:
    if not _NAME.fullmatch(path.name):
        raise MigrationRefused(f"{path.name} is not named like 0001_ledger.sql")
    octets = path.read_bytes()
    return SqlFile(name=path.name, sha256=hashlib.sha256(octets).hexdigest(), text=octets.decode())
