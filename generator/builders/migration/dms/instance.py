"""The instance on which DMS runs, in the private subnets of two zones, and the ways that it has."""

from __future__ import annotations

from typing import Any

from generator.aws.aurora import PORT
from generator.builders.encryption import KeyExports
from generator.builders.network import NetworkExports
from generator.builders.network.security_groups import HTTPS, open_port, security_group
from generator.planning.migration import source_addresses
from generator.planning.naming import Naming
from generator.planning.references import SecurityGroupId
from generator.spec.model.migration import Migration, MigrationSource
from generator.stack_plan import Scope, aws, step

# For changes that wait for a long transaction, and for logs.
STORAGE_GIGABYTES = 100
PURPOSE = "DMS: out to both databases and to Secrets Manager"


@step
def build_instance(
    scope: Scope,
    move: Migration,
    source: MigrationSource,
    naming: Naming,
    *,
    keys: KeyExports,
    network: NetworkExports,
) -> Any:
    """Build the instance with its subnet group and security group."""
    name = naming.name("dms-instance")
    return aws.DmsReplicationInstance(
        scope,
        "dms-instance",
        replication_instance_id=name,
        replication_instance_class=move.replication.instance_class,
        allocated_storage=STORAGE_GIGABYTES,
        kms_key_arn=keys.data,
        multi_az=True,
        publicly_accessible=False,
        auto_minor_version_upgrade=True,
        replication_subnet_group_id=_subnet_group(scope, naming, network),
        vpc_security_group_ids=[_security_group(scope, source, naming, network)],
        tags={"Name": name},
    )


def _subnet_group(scope: Scope, naming: Naming, network: NetworkExports) -> str:
    name = naming.name("dms-subnet-group")
    group = aws.DmsReplicationSubnetGroup(
        scope,
        "dms-subnet-group",
        replication_subnet_group_id=name,
        replication_subnet_group_description="Private subnets, from which routes lead on-premises",
        subnet_ids=list(network.private_subnet_ids),
        tags={"Name": name},
    )
    return str(group.replication_subnet_group_id)


def _security_group(scope: Scope, source: MigrationSource, naming: Naming, network: NetworkExports) -> SecurityGroupId:
    group = security_group(scope, naming, "dms", PURPOSE, network.vpc_id)
    open_port(scope, "dms", "database", group, network.database_security_group_id, PORT, "Replication")
    open_port(scope, "dms", "endpoints", group, network.endpoints_security_group_id, HTTPS, "Secrets Manager")
    for address in source_addresses(source):
        aws.VpcSecurityGroupEgressRule(
            scope,
            f"dms-egress-on-premises-{address.replace('.', '-')}",
            security_group_id=group,
            cidr_ipv4=f"{address}/32",
            ip_protocol="tcp",
            from_port=source.port,
            to_port=source.port,
            description="Replication, from DMS to the database on-premises",
        )
    return group
