"""The `tables` section: DynamoDB tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from generator.diagnostics.spec_path import SpecPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    pointer: SpecPath
    name: str
    type: Literal["S", "N", "B"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """Units of read or write capacity; utilization in percent."""

    pointer: SpecPath
    minimum: int
    maximum: int
    target_utilization: int

    @property
    def scales(self) -> bool:
        return self.minimum < self.maximum


@dataclass(frozen=True, slots=True, kw_only=True)
class GlobalIndex:
    pointer: SpecPath
    name: str
    hash_key: str
    range_key: str | None
    projection: Literal["ALL", "KEYS_ONLY", "INCLUDE"]
    non_key_attributes: tuple[str, ...]
    read_capacity: Capacity
    write_capacity: Capacity

    @property
    def scales(self) -> bool:
        return self.read_capacity.scales or self.write_capacity.scales


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalIndex:
    pointer: SpecPath
    name: str
    range_key: str
    projection: Literal["ALL", "KEYS_ONLY", "INCLUDE"]
    non_key_attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    pointer: SpecPath
    name: str
    hash_key: str
    range_key: str | None
    attributes: tuple[Attribute, ...]
    billing_mode: Literal["PAY_PER_REQUEST", "PROVISIONED"]
    read_capacity: Capacity
    write_capacity: Capacity
    index_owner: Literal["autoscaling", "spec"]
    global_secondary_indexes: tuple[GlobalIndex, ...]
    local_secondary_indexes: tuple[LocalIndex, ...]
    ttl_attribute: str | None
    stream: Literal["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"] | None
    recovery_days: int

    @property
    def provisioned(self) -> bool:
        return self.billing_mode == "PROVISIONED"

    def with_own_capacity(self) -> tuple[Table | GlobalIndex, ...]:
        """The table and its global indexes: each has both keys and capacity of its own."""
        return (self, *self.global_secondary_indexes)

    def autoscaled_indexes(self) -> tuple[GlobalIndex, ...]:
        """Those whose capacity autoscaling moves."""
        if not self.provisioned or self.index_owner == "spec":
            return ()
        return tuple(index for index in self.global_secondary_indexes if index.scales)

    def indexes(self) -> tuple[GlobalIndex | LocalIndex, ...]:
        return (*self.global_secondary_indexes, *self.local_secondary_indexes)

    def key_attributes(self) -> Iterator[tuple[str, SpecPath]]:
        """Every attribute that is part of a key of the table or of an index, and where it is named."""
        yield self.hash_key, self.pointer / "hashKey"
        if self.range_key is not None:
            yield self.range_key, self.pointer / "rangeKey"
        for index in self.global_secondary_indexes:
            yield index.hash_key, index.pointer / "hashKey"
            if index.range_key is not None:
                yield index.range_key, index.pointer / "rangeKey"
        for local in self.local_secondary_indexes:
            yield local.range_key, local.pointer / "rangeKey"
