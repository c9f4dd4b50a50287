"""Find statements in the migrations of a function that take away or change what an older version may use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.spec.model.functions import Function
from generator.system.package_data import data_folder

SOURCE = data_folder("lambda_src")
# PostgreSQL: what breaks readers or writers who do not know of it.
CONTRACTING = (
    r"\bdrop\s+(table|column|view|type|schema|function)\b|\brename\s+(to|column)\b|\balter\s+column\s+\S+\s+(set\s+data\s+)?type\b"
    r"|\bset\s+not\s+null\b"
)
CONTRACT = "_contract"
ACCEPTED = r"^\s*--\s*contract:\s*\S"


@dataclass(frozen=True, slots=True)
class ContractingStatement:
    """A statement, by the file below lambda_src and the line in which it is."""

    file: str
    line: int
    statement: str


def contracting_statements(function: Function, source: Path | None = None) -> Iterator[ContractingStatement]:
    """Yield those that no comment `-- contract: why` in the line above accepts.

    A file `*_contract.sql` waits until it is asked for (docs/runbooks/schema-migrations.md), and no release meets it.
    """
    source = source or SOURCE
    for file in sorted((source / function.source_folder() / "sql").glob("*.sql")):
        if file.stem.endswith(CONTRACT):
            continue
        before = ""
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            found = re.search(CONTRACTING, line.partition("--")[0], re.IGNORECASE)
            if found and not re.match(ACCEPTED, before):
                yield ContractingStatement(str(file.relative_to(source)), number, " ".join(found[0].split()))
            before = line
