"""A list of attributes and the projection INCLUDE need each other: DynamoDB refuses one without the other."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DDB006"
LEVEL = "error"
SUMMARY = "projection and nonKeyAttributes contradict each other"
SOURCE = "DynamoDB API reference, Projection"


def check(env: Environment) -> Iterator[Finding]:
    for table in env.tables:
        for index in table.indexes():
            includes = index.projection == "INCLUDE"
            if includes and not index.non_key_attributes:
                message = f"index {index.name!r} includes nothing: list 'nonKeyAttributes' or set KEYS_ONLY"
                yield Finding(CODE, index.pointer / "projection", message)
            elif not includes and index.non_key_attributes:
                message = f"'nonKeyAttributes' needs 'projection: INCLUDE', index {index.name!r} has {index.projection}"
                yield Finding(CODE, index.pointer / "nonKeyAttributes", message)
