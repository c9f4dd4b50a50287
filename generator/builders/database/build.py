"""The cluster, its instances and its proxy, from the parts in the modules of this folder."""

from __future__ import annotations

from collections.abc import Mapping

from generator.aws.aurora import PORT
from generator.builders.database.cluster import build_cluster
from generator.builders.database.endpoints import build_endpoint_parameters
from generator.builders.database.events import build_event_subscriptions
from generator.builders.database.exports import DatabaseExports
from generator.builders.database.instances import build_instances
from generator.builders.database.proxy import build_proxy
from generator.builders.database.scaling import build_reader_scaling
from generator.builders.encryption import KeyExports
from generator.builders.network import NetworkExports
from generator.builders.secrets import SecretExports
from generator.builders.topics import TopicExports
from generator.planning.naming import Naming
from generator.planning.references import Account, Arn
from generator.spec.model.database import Database
from generator.spec.model.monitoring import Monitoring
from generator.spec.model.protection import Protection
from generator.stack_plan import Scope, step


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
    cluster = build_cluster(scope, database, naming, keys=keys, network=network, protection=protection)
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
        proxy_name=proxy.name if proxy else None,
        endpoint_parameters=build_endpoint_parameters(
            scope, naming, host=host, reader_host=reader_host, key=keys.secrets
        ),
    )
