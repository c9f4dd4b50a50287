"""Monitoring: metrics from logs, alarms, composite alarms, and dashboards."""

from __future__ import annotations

from collections.abc import Mapping

from generator.builders.api.exports import ApiExports
from generator.builders.audit import AuditExports
from generator.builders.database import DatabaseExports
from generator.builders.functions import FunctionExports
from generator.builders.load_balancer.exports import BalancerExports
from generator.builders.migration import DmsExports
from generator.builders.monitoring.alarms import build_alarms
from generator.builders.monitoring.composite_alarms import build_composite_alarms
from generator.builders.monitoring.dashboards import build_dashboards
from generator.builders.monitoring.dimensions import MonitoredResources
from generator.builders.monitoring.log_metrics import build_log_metrics
from generator.builders.network.vpn import VpnExports
from generator.builders.tables import TableExports
from generator.builders.topics import TopicExports
from generator.planning.metric_targets import MetricTargets
from generator.planning.naming import Naming
from generator.planning.references import Account
from generator.spec.model.monitoring import Monitoring
from generator.stack_plan import Scope, step


@step
def build_monitoring(
    scope: Scope,
    monitoring: Monitoring,
    naming: Naming,
    *,
    account: Account,
    targets: MetricTargets,
    topics: Mapping[str, TopicExports],
    api: ApiExports,
    balancer: BalancerExports,
    functions: Mapping[str, FunctionExports],
    tables: Mapping[str, TableExports],
    database: DatabaseExports,
    audit: AuditExports,
    vpn: Mapping[str, VpnExports],
    dms: DmsExports | None,
) -> None:
    """Build everything; `monitored` is what `metric_targets` derives from the same environment."""
    resources = MonitoredResources(
        naming=naming,
        account=account,
        targets=targets,
        api=api,
        balancer=balancer,
        functions=functions,
        tables=tables,
        topics=topics,
        database=database,
        vpn=vpn,
        dms=dms,
    )
    build_log_metrics(
        scope,
        monitoring.log_metrics,
        naming,
        namespace=resources.log_namespace,
        targets=targets,
        functions=functions,
        audit=audit,
        api=api,
    )
    alarms = build_alarms(scope, monitoring, resources=resources)
    build_composite_alarms(scope, monitoring, alarms=alarms, resources=resources)
    build_dashboards(scope.at(monitoring.dashboards), monitoring.dashboards, resources=resources)
