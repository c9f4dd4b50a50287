"""Methods of the classes of the `database` section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.spec.record import derived

if TYPE_CHECKING:
    from generator.spec.model.database import Database
    from generator.spec.model.protection import Protection

SERVERLESS = "db.serverless"


@derived
def major_version(database: Database) -> str:
    """Return the first part of the engine's version: `16` of `16.4`."""
    return database.engine_version.partition(".")[0]


@derived
def instance_classes(database: Database) -> tuple[str, ...]:
    """Return the class of each instance, the writer's first."""
    readers = database.readers
    return (database.instance_class, *[readers.instance_class or database.instance_class] * readers.count)


@derived
def pauses(database: Database) -> bool:
    """Return whether instances stop while nobody is connected."""
    return SERVERLESS in database.instance_classes and database.serverless.minimum_capacity == 0


def is_protected(database: Database, protection: Protection) -> bool:
    """Return whether RDS refuses to delete the cluster."""
    own = database.deletion_protection
    return protection.deletion if own is None else own


def keeps_snapshot(database: Database, protection: Protection) -> bool:
    """Return whether a destroy leaves a snapshot."""
    own = database.final_snapshot
    return protection.final_snapshot if own is None else own
