"""Patch moto's DynamoDB."""

from __future__ import annotations

from typing import Any

from moto.dynamodb.models.table import Table

from generator.verify.emulators.moto_patches.members import patch


def describe_attributes_of_keys_only() -> None:
    """DescribeTable shows the attributes that are part of a key; moto goes on showing those of a removed index."""
    plain = Table.describe

    def describe(table: Table, *arguments: Any, **named: Any) -> Any:
        schemas = (table.schema, *(index.schema for index in (*table.indexes, *table.global_indexes)))
        used = {key["AttributeName"] for schema in schemas for key in schema}
        table.attr = [attribute for attribute in table.attr if attribute["AttributeName"] in used]
        return plain(table, *arguments, **named)

    patch(Table, describe=describe)


def install() -> None:
    """Install all patches of this module."""
    describe_attributes_of_keys_only()
