"""Methods of the classes of the `database` section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.spec.record import derived

if TYPE_CHECKING:
    from generator.spec.model.database import Database

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
