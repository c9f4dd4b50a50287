"""The instances: the first to be made writes, the others read, each in the next zone."""

from __future__ import annotations

from typing import Any

from generator.aws.aurora import ENGINE
from generator.builders.encryption import KeyExports
from generator.builders.network import NetworkExports
from generator.builders.policy import assume_role, policy, statement
from generator.planning.naming import Naming
from generator.planning.references import Account
from generator.spec.model.database import Database
from generator.stack_plan import Scope, aws, step

# RDS keeps one log group for enhanced monitoring in a whole account and region, and makes it itself: a stack that owned
# it would take it away from its neighbours.
MONITORING_LOG_GROUP = "RDSOSMetrics"
LAST_PROMOTION_TIER = 15


@step
def build_instances(
    scope: Scope,
    database: Database,
    naming: Naming,
    *,
    cluster_identifier: str,
    account: Account,
    keys: KeyExports,
    network: NetworkExports,
) -> list[Any]:
    """Build an instance for each class in the spec."""
    role_arn, permissions = _monitoring_role(scope, naming, account)
    built: list[Any] = []
    for index, instance_class in enumerate(database.instance_classes):
        # Numbered, not called writer and reader: a failover swaps the roles, and a name would lie from then on.
        name = naming.name("aurora", str(index + 1))
        built.append(
            aws.RdsClusterInstance(
                scope,
                f"aurora-{index + 1}",
                identifier=name,
                cluster_identifier=cluster_identifier,
                engine=ENGINE,
                instance_class=instance_class,
                availability_zone=network.zones[index % len(network.zones)],
                promotion_tier=min(index, LAST_PROMOTION_TIER),
                publicly_accessible=False,
                ca_cert_identifier=database.ca_certificate,
                auto_minor_version_upgrade=database.auto_minor_version_upgrade,
                apply_immediately=database.apply_immediately,
                preferred_maintenance_window=database.maintenance_window,
                copy_tags_to_snapshot=True,
                monitoring_interval=database.monitoring_interval_seconds,
                monitoring_role_arn=role_arn,
                performance_insights_enabled=True,
                performance_insights_kms_key_id=keys.data,
                performance_insights_retention_period=database.insights.retention_days,
                # RDS makes the first instance its writer: one of another class waits for it.
                depends_on=[permissions, *(built[:1] if instance_class != database.instance_class else ())],
                tags={"Name": name},
            )
        )
    return built


def _monitoring_role(scope: Scope, naming: Naming, account: Account) -> tuple[str, Any]:
    """ARN of the role with which RDS writes the readings of the operating system, and its policy to wait for."""
    name = naming.name("role", "aurora-monitoring")
    role = aws.IamRole(
        scope,
        "role-aurora-monitoring",
        name=name,
        description="Lets RDS write enhanced monitoring to CloudWatch Logs",
        assume_role_policy=assume_role("monitoring.rds.amazonaws.com", account.id),
        tags={"Name": name},
    )
    group = f"arn:aws:logs:{account.region}:{account.id}:log-group:{MONITORING_LOG_GROUP}"
    permissions = aws.IamRolePolicy(
        scope,
        "role-aurora-monitoring-policy",
        name=naming.name("policy", "aurora-monitoring"),
        role=role.name,
        policy=policy(
            statement("MakeLogGroup", ["logs:CreateLogGroup", "logs:PutRetentionPolicy"], [group, f"{group}:*"]),
            statement(
                "WriteLogStreams",
                ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents"],
                f"{group}:log-stream:*",
            ),
        ),
    )
    return role.arn, permissions
