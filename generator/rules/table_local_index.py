"""A local index sorts the items of a partition in another order: table and index need sort keys that differ."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DDB004"
LEVEL = "error"
SUMMARY = "a local index does not differ from its table"
SOURCE = "DynamoDB developer guide, Local secondary indexes"


def check(env: Environment) -> Iterator[Finding]:
    for table in env.tables:
        for index in table.local_secondary_indexes:
            if table.range_key is None:
                message = (
                    f"table {table.name!r} has no sort key, so it can't have local indexes: give it a 'rangeKey' "
                    "or make a global index"
                )
                yield Finding(CODE, index.pointer / "name", message)
            elif index.range_key in (table.hash_key, table.range_key):
                message = (
                    f"{index.range_key!r} is a key of table {table.name!r} already: local index {index.name!r} needs "
                    "another 'rangeKey'"
                )
                yield Finding(CODE, index.pointer / "rangeKey", message)
