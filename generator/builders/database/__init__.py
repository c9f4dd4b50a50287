"""The Aurora PostgreSQL cluster, its instances, and the proxy before it where the spec enables one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.aws.aurora import PORT
from generator.builders.database.cluster import build_cluster
from generator.builders.database.endpoints import build_endpoint_parameters
from generator.builders.database.events import build_event_subscriptions
from generator.builders.database.instances import build_instances
from generator.builders.database.proxy import build_proxy
from generator.builders.database.scaling import build_reader_scaling
from generator.builders.encryption import KeyExports
from generator.builders.network import NetworkExports
from generator.builders.parameters import ParameterExports
from generator.builders.secrets import SecretExports
from generator.builders.topics import TopicExports
from generator.planning.naming import Naming
from generator.planning.references import Account, Arn
from generator.spec.model.database import Database
from generator.spec.model.monitoring import Monitoring
from generator.spec.model.protection import Protection
from generator.stack_plan import Scope, step


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseExports:
    """`host` takes writes and `reader_host` reads: the proxy where there is one, else the cluster.

    `cluster_host` and `cluster_reader_host` go past the proxy, which knows the application's users only: for rotation
    and migration, which log in as the master user. `connect_arn`, a slash and a user of the database is what IAM
    authentication may be granted.
    `instance_identifiers` are references: who logs in refers to them, for a cluster alone takes no connections.
    `instances` are the same as constructs, for what must wait until they report.
    `reachable` is what must be there before `host` answers: the instances, or the proxy's target.
    """

    cluster_identifier: str
    cluster_arn: Arn
    instance_identifiers: tuple[str, ...]
    instances: tuple[Any, ...]
    reachable: tuple[Any, ...]
    host: str
    reader_host: str
    cluster_host: str
    cluster_reader_host: str
    port: int
    name: str
    master_secret_arn: Arn
    connect_arn: Arn
    log_group_names: Mapping[str, str]
    proxy_name: str | None
    endpoint_parameters: Mapping[str, ParameterExports]


@step
def build_database(
    scope: Scope,
    database: Database,
    naming: Naming,
    *,
    account: Account,
    keys: KeyExports,
    network: NetworkExports,
    secrets: Mapping[str, SecretExports],
    topics: Mapping[str, TopicExports],
    monitoring: Monitoring,
    protection: Protection,
) -> DatabaseExports:
    """Build the cluster with everything that belongs to it; its events go where it says, or where alarms go."""
    cluster, log_group_names = build_cluster(scope, database, naming, keys=keys, network=network, protection=protection)
    instances = build_instances(
        scope,
        database,
        naming,
        cluster_identifier=cluster.cluster_identifier,
        account=account,
        keys=keys,
        network=network,
    )
    build_reader_scaling(
        scope.at(database.readers),
        database.readers,
        naming,
        cluster_identifier=cluster.cluster_identifier,
        after=instances,
    )
    proxy = build_proxy(
        scope,
        database,
        naming,
        cluster_identifier=cluster.cluster_identifier,
        account=account,
        keys=keys,
        network=network,
        secrets=secrets,
        after=instances,
    )
    build_event_subscriptions(
        scope,
        database,
        naming,
        monitoring=monitoring,
        cluster_identifier=cluster.cluster_identifier,
        instance_identifiers=[instance.identifier for instance in instances],
        topics=topics,
    )
    host = proxy.host if proxy else cluster.endpoint
    reader_host = proxy.reader_host if proxy else cluster.reader_endpoint
    return DatabaseExports(
        cluster_identifier=cluster.cluster_identifier,
        cluster_arn=Arn(cluster.arn),
        instance_identifiers=tuple(instance.identifier for instance in instances),
        instances=tuple(instances),
        reachable=(proxy.target,) if proxy else tuple(instances),
        host=host,
        reader_host=reader_host,
        cluster_host=cluster.endpoint,
        cluster_reader_host=cluster.reader_endpoint,
        port=PORT,
        name=database.database_name,
        master_secret_arn=Arn(cluster.master_user_secret.get(0).secret_arn),
        connect_arn=Arn(f"arn:aws:rds-db:{account.region}:{account.id}:dbuser:{cluster.cluster_resource_id}"),
        log_group_names=log_group_names,
        proxy_name=proxy.name if proxy else None,
        endpoint_parameters=build_endpoint_parameters(
            scope, naming, host=host, reader_host=reader_host, key=keys.secrets
        ),
    )
