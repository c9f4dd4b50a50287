"""The cluster: storage in three zones under the data key, TLS forced, and a master password that only RDS knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.aws.aurora import ENGINE, PARAMETERS, PORT
from generator.builders.deletion_protection import name_tags
from generator.builders.encryption import KeyExports
from generator.builders.log_group import build_log_group
from generator.builders.network import NetworkExports
from generator.planning.naming import Naming
from generator.spec.model.database import SERVERLESS, Database, DatabaseLogs
from generator.spec.model.protection import Protection
from generator.stack_plan import Scope, TerraformResourceLifecycle, aws, step

STORAGE_ZONES = 3
# They count when the cluster is made. Taken out of a spec, or put into it later, they would replace the cluster.
AT_CREATION_ONLY = ("restore_to_point_in_time", "snapshot_identifier")


@step
def build_cluster(
    scope: Scope,
    database: Database,
    naming: Naming,
    *,
    keys: KeyExports,
    network: NetworkExports,
    protection: Protection,
) -> Any:
    """Build the cluster, and the log group of each log that it exports."""
    name = naming.name("aurora")
    protected, keeps_snapshot = database.is_protected(protection), database.keeps_snapshot(protection)
    log_groups = _log_groups(scope.at(database.logs), database.logs, name, keys)
    cluster = aws.RdsCluster(
        scope,
        "aurora",
        cluster_identifier=name,
        engine=ENGINE,
        engine_mode="provisioned",
        # A major version alone: the provider takes any minor version of it for equal, so that an automatic upgrade is
        # no drift. With a minor version the next plan would go back, which RDS refuses (rule DBS010).
        engine_version=database.engine_version,
        allow_major_version_upgrade=database.allow_major_version_upgrade,
        apply_immediately=database.apply_immediately,
        # Aurora stores in three zones in any case. They matter at the first apply only: another list would
        # replace the cluster.
        availability_zones=list(network.zones[:STORAGE_ZONES]),
        database_name=database.database_name,
        port=PORT,
        master_username=database.master_username,
        manage_master_user_password=True,
        master_user_secret_kms_key_id=keys.secrets,
        iam_database_authentication_enabled=True,
        storage_encrypted=True,
        kms_key_id=keys.data,
        storage_type=None if database.storage_type == "aurora" else database.storage_type,
        db_subnet_group_name=_subnet_group(scope, naming, network),
        vpc_security_group_ids=[network.database_security_group_id],
        db_cluster_parameter_group_name=_parameter_group(scope, database, naming),
        enabled_cloudwatch_logs_exports=list(database.logs.exports) or None,
        database_insights_mode=database.insights.mode,
        performance_insights_enabled=True,
        performance_insights_kms_key_id=keys.data,
        performance_insights_retention_period=database.insights.retention_days,
        serverlessv2_scaling_configuration=_serverless(database),
        backup_retention_period=database.backup.retention_days,
        preferred_backup_window=database.backup.window,
        preferred_maintenance_window=database.maintenance_window,
        copy_tags_to_snapshot=True,
        delete_automated_backups=not keeps_snapshot,
        deletion_protection=protected,
        skip_final_snapshot=not keeps_snapshot,
        final_snapshot_identifier=f"{name}-final" if keeps_snapshot else None,
        **_origin(database),
        depends_on=log_groups or None,
        lifecycle=TerraformResourceLifecycle(ignore_changes=["availability_zones", *AT_CREATION_ONLY]),
        tags=name_tags(name, protected=protected or keeps_snapshot),
    )
    return cluster


def _log_groups(scope: Scope, logs: DatabaseLogs, cluster: str, keys: KeyExports) -> list[Any]:
    """Log groups under the names that RDS uses: one that RDS made itself would have no key and outlive the cluster."""
    for export in logs.exports:
        build_log_group(
            scope,
            f"log-group-aurora-{export}",
            f"/aws/rds/cluster/{cluster}/{export}",
            key=keys.logs,
            retention_days=logs.retention_days,
        )
    # No argument of the cluster names a log group, so that only an explicit dependency makes it wait.
    return [scope.construct(f"log-group-aurora-{export}") for export in logs.exports]


def _subnet_group(scope: Scope, naming: Naming, network: NetworkExports) -> str:
    name = naming.name("db-subnet-group")
    group = aws.DbSubnetGroup(
        scope,
        "db-subnet-group",
        name=name,
        description="Isolated subnets: no route leads out of them",
        subnet_ids=list(network.database_subnet_ids),
        tags={"Name": name},
    )
    return str(group.name)


def _parameter_group(scope: Scope, database: Database, naming: Naming) -> str:
    """A parameter group per major version: an upgrade needs the new one while the old one is still in use."""
    qualifier = f"postgresql{database.major_version}"
    name = naming.name("db-parameter-group", qualifier)
    group = aws.RdsClusterParameterGroup(
        scope,
        f"db-parameter-group-{qualifier}",
        name=name,
        family=f"{ENGINE}{database.major_version}",
        description="TLS forced, changes audited, no values in the logs",
        parameter=[
            aws.RdsClusterParameterGroupParameter(name=name, value=value, apply_method=method)
            for name, value, method in _parameters(database)
        ],
        tags={"Name": name},
    )
    return str(group.name)


def _parameters(database: Database) -> Iterator[tuple[str, str, str]]:
    """Name, value and method: those of the platform, less what yields to the spec, and those of the spec."""
    own = {item.name for item in database.parameters}
    for item in PARAMETERS:
        if item.name not in own:
            yield item.name, item.value, item.apply_method(database.major_version)
    yield from ((item.name, item.value, item.apply_method) for item in database.parameters)


def _serverless(database: Database) -> Any:
    """The bounds of capacity, which must be there before the first db.serverless instance, and only then."""
    if SERVERLESS not in database.instance_classes:
        return None
    bounds = database.serverless
    return aws.RdsClusterServerlessv2ScalingConfiguration(
        min_capacity=bounds.minimum_capacity,
        max_capacity=bounds.maximum_capacity,
        # RDS refuses it where an instance never goes down to nothing.
        seconds_until_auto_pause=bounds.seconds_until_auto_pause if database.pauses else None,
    )


def _origin(database: Database) -> dict[str, Any]:
    """What the cluster is made from, where that is not nothing."""
    origin = database.restore_from
    if origin is None:
        return {}
    if origin.snapshot is not None:
        return {"snapshot_identifier": origin.snapshot}
    return {
        "restore_to_point_in_time": aws.RdsClusterRestoreToPointInTime(
            source_cluster_identifier=origin.cluster,
            restore_to_time=origin.time,
            use_latest_restorable_time=True if origin.time is None else None,
        )
    }
