"""DynamoDB silently ignores every time to live that is not a number, and keeps the item for ever."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DDB010"
LEVEL = "error"
SUMMARY = "the attribute that ends items is not a number"
SOURCE = "DynamoDB developer guide, Using time to live (TTL)"


def check(env: Environment) -> Iterator[Finding]:
    for table in env.tables:
        for attribute in table.attributes:
            if attribute.name == table.ttl_attribute and attribute.type != "N":
                message = (
                    f"items of table {table.name!r} never expire: {attribute.name!r} is declared as {attribute.type}, "
                    "expiry takes epoch seconds as a number: set 'type: N', or name another attribute"
                )
                yield Finding(CODE, table.pointer / "ttlAttribute", message)
