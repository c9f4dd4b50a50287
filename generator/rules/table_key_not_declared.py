"""Every key of a table or index must be a declared attribute: DynamoDB refuses the table otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.diagnostics.suggestions import did_you_mean
from generator.spec.model import Environment

CODE = "DDB002"
LEVEL = "error"
SUMMARY = "key is not a declared attribute"
SOURCE = "DynamoDB API reference, CreateTable, AttributeDefinitions"


def check(env: Environment) -> Iterator[Finding]:
    for table in env.tables:
        declared = [attribute.name for attribute in table.attributes]
        for key, at in table.key_attributes():
            if key not in declared:
                hint = did_you_mean(key, declared) or ": add it to 'attributes'"
                yield Finding(CODE, at, f"{key!r} is not a declared attribute of table {table.name!r}{hint}")
