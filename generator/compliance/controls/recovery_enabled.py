"""Lost data can be restored: tables to any second, the database for at least a week."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compliance.evidence import Evidence, Example, Severity, observe
from generator.compliance.stack import Stack
from generator.compliance.terraform_values import is_true, number

CODE = "C-BAK001"
TITLE = "Tables and databases can be restored"
REQUIREMENTS = ("10.3.3", "2.2.1")
SEVERITY: Severity = "high"
GOOD: Example = {"resource": {"aws_dynamodb_table": {"t": {"point_in_time_recovery": {"enabled": True}}}}}
BAD: Example = {"resource": {"aws_dynamodb_table": {"t": {"point_in_time_recovery": {"enabled": False}}}}}

DAYS = 7


def check(stack: Stack) -> Iterator[Evidence]:
    for table in stack.of("aws_dynamodb_table"):
        yield observe(table, "point_in_time_recovery.enabled", is_true(table.get("point_in_time_recovery.enabled")))
        days = number(table.get("point_in_time_recovery.recovery_period_in_days", 35)) or 0
        path = "point_in_time_recovery.recovery_period_in_days"
        yield observe(table, path, days >= DAYS, f"at least {DAYS}; 35 where it is unset")
    for cluster in stack.of("aws_rds_cluster"):
        days = number(cluster.get("backup_retention_period", 1)) or 0
        yield observe(cluster, "backup_retention_period", days >= DAYS, f"at least {DAYS}; 1 where it is unset")
        yield observe(cluster, "copy_tags_to_snapshot", is_true(cluster.get("copy_tags_to_snapshot")))
