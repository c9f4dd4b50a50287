"""A function can read the changes of a table only where the table has a stream."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "FUN061"
LEVEL = "error"
SUMMARY = "a function reads the stream of a table that has none"
SOURCE = "DynamoDB developer guide, Change data capture for DynamoDB Streams"


def check(env: Environment) -> Iterator[Finding]:
    without = [table.name for table in env.tables if table.stream is None]
    for function in env.functions:
        for events in function.events.tables:
            if events.name in without:
                message = f"table {events.name!r} has no stream: set its 'stream', such as NEW_AND_OLD_IMAGES"
                yield Finding(CODE, events.pointer / "name", message)
