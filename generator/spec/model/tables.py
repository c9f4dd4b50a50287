"""The DynamoDB tables.

Generated from schemas/tables.schema.json by `make model`: change it there.
"""

from __future__ import annotations

from typing import Literal

from generator.diagnostics.spec_path import SpecPath
from generator.spec.model_methods import tables as methods
from generator.spec.record import Record


class Capacity(Record):
    """Capacity units of one kind; of use with PROVISIONED only. Autoscaling moves between minimum and maximum;
    where the two are equal, it leaves them alone.
    """

    pointer: SpecPath
    minimum: int
    """The least units that autoscaling keeps, and those that the table starts with."""
    maximum: int
    """The most units that autoscaling gives."""
    target_utilization: int
    """Percent of the units in use that autoscaling aims at."""

    scales = methods.scales


class Attribute(Record):
    """One attribute."""

    pointer: SpecPath
    name: str
    """The attribute."""
    type: Literal["S", "N", "B"]
    """S text, N number or B binary."""


class GlobalIndex(Record):
    """One index."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    hash_key: str
    """The partition key of the index."""
    range_key: str | None
    """The sort key of the index, if it has one."""
    projection: Literal["ALL", "KEYS_ONLY", "INCLUDE"]
    """Which attributes the index holds."""
    non_key_attributes: tuple[str, ...]
    """With projection INCLUDE: the attributes that the index holds besides the keys."""
    read_capacity: Capacity
    """Read capacity units; of use with PROVISIONED only. Autoscaling moves between minimum and maximum; where the
    two are equal, it leaves them alone.
    """
    write_capacity: Capacity
    """Write capacity units; of use with PROVISIONED only. Autoscaling moves between minimum and maximum; where the
    two are equal, it leaves them alone.
    """


class LocalIndex(Record):
    """One index."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    range_key: str
    """The sort key of the index; its partition key is the table's."""
    projection: Literal["ALL", "KEYS_ONLY", "INCLUDE"]
    """Which attributes the index holds."""
    non_key_attributes: tuple[str, ...]
    """With projection INCLUDE: the attributes that the index holds besides the keys."""


class Table(Record):
    """One table."""

    pointer: SpecPath
    name: str
    """The name of this entry: lower-case letters, digits and single hyphens. It becomes part of AWS names, and
    files that extend each other merge their lists by it.
    """
    moved_from: str | None
    """The name under which the table was made, where name has changed since: Terraform moves it instead of making
    another, and AWS goes on calling it by the former name, for it renames nothing. Keep it as long as the table
    lives.
    """
    hash_key: str
    """The partition key."""
    range_key: str | None
    """The sort key, if the table has one."""
    attributes: tuple[Attribute, ...]
    """Name and type of every attribute that is part of a key: S text, N number, B binary. Others are not declared."""
    billing_mode: Literal["PAY_PER_REQUEST", "PROVISIONED"]
    """PAY_PER_REQUEST pays by the request; PROVISIONED reserves capacity and lets autoscaling move it."""
    read_capacity: Capacity
    """Read capacity units; of use with PROVISIONED only. Autoscaling moves between minimum and maximum; where the
    two are equal, it leaves them alone.
    """
    write_capacity: Capacity
    """Write capacity units; of use with PROVISIONED only. Autoscaling moves between minimum and maximum; where the
    two are equal, it leaves them alone.
    """
    ignore_index_changes: bool
    """With PROVISIONED and global indexes: true lets autoscaling move their capacity, and Terraform then can't
    change the indexes at all (a plan that would have to fails and says so); false keeps their capacity at the
    minimum and lets Terraform change them.
    """
    global_secondary_indexes: tuple[GlobalIndex, ...]
    """Indexes with keys of their own. DynamoDB makes or removes one at a time."""
    local_secondary_indexes: tuple[LocalIndex, ...]
    """Indexes with the table's partition key. They exist from the table's creation only."""
    ttl_attribute: str | None
    """The attribute with the time, in epoch seconds, after which DynamoDB deletes an item."""
    stream: Literal["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"] | None
    """What the table's stream shows of a change; null for no stream."""
    recovery_days: int
    """Days back to which point-in-time recovery reaches. It cannot be switched off."""
    deletion_protection: bool | None
    """Whether DynamoDB refuses to delete the table until this is off again; null: as protection.deletion says."""

    provisioned = methods.provisioned
    with_own_capacity = methods.with_own_capacity
    autoscaled_indexes = methods.autoscaled_indexes
    indexes = methods.indexes
    key_attributes = methods.key_attributes
    name_in_aws = methods.name_in_aws
