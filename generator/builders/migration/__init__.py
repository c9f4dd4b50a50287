"""The migration from on-premises: schedules of the relay and the replication, and what DMS replicates."""

from generator.builders.migration.build import build_migration as build_migration
from generator.builders.migration.dms import DmsExports as DmsExports
