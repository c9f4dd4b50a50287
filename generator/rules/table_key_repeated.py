"""The sort key orders the items of one partition: as a copy of the partition key it orders nothing, and is refused."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DDB005"
LEVEL = "error"
SUMMARY = "partition key and sort key are one attribute"
SOURCE = "DynamoDB API reference, CreateTable, KeySchema"


def check(env: Environment) -> Iterator[Finding]:
    for table in env.tables:
        for keyed in table.with_own_capacity():
            if keyed.hash_key == keyed.range_key:
                message = f"{keyed.name!r} has {keyed.hash_key!r} as both keys: take 'rangeKey' out or name another"
                yield Finding(CODE, keyed.pointer / "rangeKey", message)
