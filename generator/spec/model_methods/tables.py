"""Methods of the classes of the `tables` section."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.diagnostics.spec_path import SpecPath
from generator.spec.record import derived

if TYPE_CHECKING:
    from generator.spec.model.tables import Capacity, GlobalIndex, LocalIndex, Table


@derived
def scales(capacity: Capacity) -> bool:
    """Return whether autoscaling moves the capacity."""
    return capacity.minimum < capacity.maximum


@derived
def provisioned(table: Table) -> bool:
    """Return whether the table reserves capacity."""
    return table.billing_mode == "PROVISIONED"


def with_own_capacity(table: Table) -> tuple[Table | GlobalIndex, ...]:
    """Return the table and its global indexes: each has both keys and capacity of its own."""
    return (table, *table.global_secondary_indexes)


def autoscaled_indexes(table: Table) -> tuple[GlobalIndex, ...]:
    """Return the indexes whose capacity autoscaling moves."""
    if not table.provisioned or not table.ignore_index_changes:
        return ()
    return tuple(
        index for index in table.global_secondary_indexes if index.read_capacity.scales or index.write_capacity.scales
    )


def indexes(table: Table) -> tuple[GlobalIndex | LocalIndex, ...]:
    """Return all indexes of the table."""
    return (*table.global_secondary_indexes, *table.local_secondary_indexes)


def key_attributes(table: Table) -> Iterator[tuple[str, SpecPath]]:
    """Yield every attribute that is part of a key of the table or of an index, and where it is named."""
    yield table.hash_key, table.pointer / "hashKey"
    if table.range_key is not None:
        yield table.range_key, table.pointer / "rangeKey"
    for index in table.global_secondary_indexes:
        yield index.hash_key, index.pointer / "hashKey"
        if index.range_key is not None:
            yield index.range_key, index.pointer / "rangeKey"
    for local in table.local_secondary_indexes:
        yield local.range_key, local.pointer / "rangeKey"


@derived
def name_in_aws(table: Table) -> str:
    """Return the name by which AWS knows the table: the one under which it was made."""
    return table.moved_from or table.name
