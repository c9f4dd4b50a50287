"""Subscriptions to RDS events: failovers, failures, maintenance, of which CloudWatch has no metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.aws.aurora import EVENT_CATEGORIES
from generator.builders.topics import TopicExports
from generator.planning.naming import Naming
from generator.spec.model.database import Database
from generator.spec.model.monitoring import Monitoring
from generator.stack_plan import Scope, aws, step


@step
def build_event_subscriptions(
    scope: Scope,
    database: Database,
    naming: Naming,
    *,
    monitoring: Monitoring,
    cluster_identifier: str,
    instance_identifiers: Sequence[str],
    topics: Mapping[str, TopicExports],
) -> None:
    """Subscribe topics to the events of the cluster and to those of its instances: its own, or those of alarms."""
    sources = {"db-cluster": [cluster_identifier], "db-instance": list(instance_identifiers)}
    for topic in monitoring.alarm_topics if database.event_topics is None else database.event_topics:
        for kind, identifiers in sources.items():
            qualifier = f"{kind.removeprefix('db-')}-{topic}"
            name = naming.name("db-events", qualifier)
            aws.DbEventSubscription(
                scope,
                f"db-events-{qualifier}",
                name=name,
                sns_topic=topics[topic].arn,
                source_type=kind,
                source_ids=identifiers,
                event_categories=list(EVENT_CATEGORIES[kind]),
                tags={"Name": name},
            )
