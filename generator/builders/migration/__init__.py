"""The move from on-premises: what calls the relay and the replication at their times, and what DMS replicates."""

from generator.builders.migration.build import build_migration as build_migration
from generator.builders.migration.dms import DmsExports as DmsExports
