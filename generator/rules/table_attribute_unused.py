"""DynamoDB declares key attributes only, and refuses a table that declares any other: the rest have no schema."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.diagnostics.suggestions import nearest
from generator.spec.model import Environment

CODE = "DDB001"
LEVEL = "error"
SUMMARY = "an attribute is declared but no key uses it"
SOURCE = "DynamoDB API reference, CreateTable, AttributeDefinitions"


def check(env: Environment) -> Iterator[Finding]:
    for table in env.tables:
        keys = {key for key, _ in table.key_attributes()}
        # What a key's name is a slip of, DDB002 suggests.
        declared = [attribute.name for attribute in table.attributes]
        meant = {near for key in keys - set(declared) for near in nearest(key, declared)}
        for attribute in table.attributes:
            if attribute.name not in keys | meant:
                message = (
                    f"{attribute.name!r} is no key of table {table.name!r} or of its indexes: take it out of "
                    "'attributes', items may hold it all the same"
                )
                yield Finding(CODE, attribute.pointer / "name", message)
