"""DynamoDB tables. Each is encrypted with the data key and can be restored to any second of the recovery window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.builders.encryption import KeyExports
from generator.engine import aws
from generator.naming import Naming
from generator.refs import Arn
from generator.spec.model.tables import GlobalIndex, LocalIndex, Table

if TYPE_CHECKING:
    from constructs import Construct


@dataclass(frozen=True, slots=True, kw_only=True)
class TableExports:
    """What the others may know of a table: indexes by their name in the spec."""

    name: str
    arn: Arn
    index_arns: Mapping[str, Arn]


def build_tables(
    scope: Construct, tables: Sequence[Table], naming: Naming, *, keys: KeyExports
) -> dict[str, TableExports]:
    """Build every table of the spec; the result is by the name that the spec gives it."""
    return {table.name: _table(scope, table, naming, keys) for table in tables}


def _table(scope: Construct, table: Table, naming: Naming, keys: KeyExports) -> TableExports:
    name = naming.name("table", table.name)
    provisioned = table.billing_mode == "PROVISIONED"
    built = aws.DynamodbTable(
        scope,
        f"table-{table.name}",
        name=name,
        billing_mode=table.billing_mode,
        hash_key=table.hash_key,
        range_key=table.range_key,
        read_capacity=table.read_capacity.minimum if provisioned else None,
        write_capacity=table.write_capacity.minimum if provisioned else None,
        attribute=[aws.DynamodbTableAttribute(name=item.name, type=item.type) for item in table.attributes],
        global_secondary_index=[_global_index(index, provisioned) for index in table.global_secondary_indexes] or None,
        local_secondary_index=[_local_index(index) for index in table.local_secondary_indexes] or None,
        ttl=_ttl(table),
        stream_enabled=table.stream is not None or None,
        stream_view_type=table.stream,
        point_in_time_recovery=aws.DynamodbTablePointInTimeRecovery(
            enabled=True, recovery_period_in_days=table.recovery_days
        ),
        server_side_encryption=aws.DynamodbTableServerSideEncryption(enabled=True, kms_key_arn=keys.data),
        deletion_protection_enabled=False,
        tags={"Name": name},
    )
    indexes = [index.name for index in table.indexes()]
    return TableExports(
        name=name,
        arn=Arn(built.arn),
        index_arns={index: Arn(f"{built.arn}/index/{index}") for index in indexes},
    )


def _global_index(index: GlobalIndex, provisioned: bool) -> Any:
    return aws.DynamodbTableGlobalSecondaryIndex(
        name=index.name,
        hash_key=index.hash_key,
        range_key=index.range_key,
        projection_type=index.projection,
        non_key_attributes=list(index.non_key_attributes) or None,
        read_capacity=index.read_capacity.minimum if provisioned else None,
        write_capacity=index.write_capacity.minimum if provisioned else None,
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
