"""DynamoDB copies a bounded number of single attributes into the indexes of a table."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DDB007"
LEVEL = "error"
SUMMARY = "indexes include more attributes than DynamoDB copies"
SOURCE = "DynamoDB API reference, Projection, NonKeyAttributes"

AN_INDEX = 20
A_TABLE = 100
CURE = "shorten the list or set 'projection: ALL'"


def check(env: Environment) -> Iterator[Finding]:
    for table in env.tables:
        total = 0
        for index in table.indexes():
            count = len(index.non_key_attributes)
            total += count
            at = index.pointer / "nonKeyAttributes"
            if count > AN_INDEX:
                yield Finding(
                    CODE, at, f"index {index.name!r} includes {count} attributes, {AN_INDEX} are allowed: {CURE}"
                )
            elif total > A_TABLE >= total - count:
                message = (
                    f"the indexes of table {table.name!r} include more than {A_TABLE} attributes from here on: {CURE}"
                )
                yield Finding(CODE, at, message)
