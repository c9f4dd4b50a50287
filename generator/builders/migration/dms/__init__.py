"""AWS DMS, for engines that are not PostgreSQL: an instance, and one task each way with full load, changes, validation.

The account's roles dms-vpc-role and dms-cloudwatch-logs-role must be there before (`dmsRoles` in the account's spec). A
task is made and not started: somebody looks at its assessment first.
"""

from generator.builders.migration.dms.build import DmsExports as DmsExports
from generator.builders.migration.dms.build import build_dms as build_dms
