"""Global and local indexes of a table share one space of names."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DDB003"
LEVEL = "error"
SUMMARY = "two indexes of a table have one name"
SOURCE = "DynamoDB API reference, CreateTable, LocalSecondaryIndexes"


def check(env: Environment) -> Iterator[Finding]:
    for table in env.tables:
        taken = {index.name for index in table.global_secondary_indexes}
        for index in table.local_secondary_indexes:
            if index.name in taken:
                message = f"table {table.name!r} has a global index {index.name!r} too: rename one of the two"
                yield Finding(CODE, index.pointer / "name", message)
