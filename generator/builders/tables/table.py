"""One DynamoDB table with its indexes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.builders.deletion_protection import name_tags
from generator.builders.tables.ignore_changes import lifecycle_of
from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.spec.model.protection import Protection
from generator.spec.model.tables import GlobalIndex, LocalIndex, Table
from generator.stack_plan import Scope, aws


@dataclass(frozen=True, slots=True, kw_only=True)
class TableExports:
    """What other builders use of a table: indexes by their name in the spec. `stream_arn` where it has a stream."""

    name: str
    arn: Arn
    stream_arn: Arn | None
    index_arns: Mapping[str, Arn]


@dataclass(frozen=True, slots=True)
class BuiltTable:
    """`name` is a reference: who uses it waits for the table."""

    name: str
    arn: Arn
    stream_arn: Arn | None

    def arn_of(self, index: str) -> Arn:
        return Arn(f"{self.arn}/index/{index}")


def build_table(scope: Scope, table: Table, naming: Naming, *, key: Arn, protection: Protection) -> BuiltTable:
    """Build a table; with provisioned capacity it starts at the minimum."""
    name = naming.name("table", table.name_in_aws)
    protected = protection.deletion if table.deletion_protection is None else table.deletion_protection
    built = aws.DynamodbTable(
        scope,
        f"table-{table.name}",
        name=name,
        billing_mode=table.billing_mode,
        hash_key=table.hash_key,
        range_key=table.range_key,
        read_capacity=table.read_capacity.minimum if table.provisioned else None,
        write_capacity=table.write_capacity.minimum if table.provisioned else None,
        attribute=[aws.DynamodbTableAttribute(name=item.name, type=item.type) for item in table.attributes],
        global_secondary_index=[_global_index(index, table) for index in table.global_secondary_indexes] or None,
        local_secondary_index=[_local_index(index) for index in table.local_secondary_indexes] or None,
        ttl=_ttl(table),
        stream_enabled=table.stream is not None or None,
        stream_view_type=table.stream,
        point_in_time_recovery=aws.DynamodbTablePointInTimeRecovery(
            enabled=True, recovery_period_in_days=table.recovery_days
        ),
        server_side_encryption=aws.DynamodbTableServerSideEncryption(enabled=True, kms_key_arn=key),
        deletion_protection_enabled=protected,
        lifecycle=lifecycle_of(scope, table),
        tags=name_tags(name, protected=protected),
    )
    return BuiltTable(built.name, Arn(built.arn), Arn(built.stream_arn) if table.stream else None)


def _global_index(index: GlobalIndex, table: Table) -> Any:
    return aws.DynamodbTableGlobalSecondaryIndex(
        name=index.name,
        hash_key=index.hash_key,
        range_key=index.range_key,
        projection_type=index.projection,
        non_key_attributes=list(index.non_key_attributes) or None,
        read_capacity=index.read_capacity.minimum if table.provisioned else None,
        write_capacity=index.write_capacity.minimum if table.provisioned else None,
    )


def _local_index(index: LocalIndex) -> Any:
    return aws.DynamodbTableLocalSecondaryIndex(
        name=index.name,
        range_key=index.range_key,
        projection_type=index.projection,
        non_key_attributes=list(index.non_key_attributes) or None,
    )


def _ttl(table: Table) -> Any:
    return aws.DynamodbTableTtl(enabled=True, attribute_name=table.ttl_attribute) if table.ttl_attribute else None
