"""Every write to a table is written to its indexes too: an index that can't keep up throttles its table."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DDB011"
LEVEL = "warning"
SUMMARY = "an index takes fewer writes than its table"
SOURCE = "DynamoDB developer guide, Provisioned throughput considerations for global secondary indexes"


def check(env: Environment) -> Iterator[Finding]:
    for table in env.tables:
        if not table.provisioned:
            continue
        maximum = table.write_capacity.maximum
        for index in table.global_secondary_indexes:
            capacity = index.write_capacity.minimum if not table.ignore_index_changes else index.write_capacity.maximum
            if capacity < maximum:
                bound = "minimum" if not table.ignore_index_changes else "maximum"
                message = (
                    f"index {index.name!r} takes {capacity} writes a second, table {table.name!r} up to {maximum}, "
                    f"and would be throttled by it: raise '{bound}' to {maximum}, unless few items have "
                    "the keys of the index"
                )
                yield Finding(CODE, index.write_capacity.pointer / bound, message)
