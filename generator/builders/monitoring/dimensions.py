"""The dimensions of metrics: by the names in AWS, not by those of the spec."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from generator.aws.metrics import CUSTOM, KINDS
from generator.builders.api.exports import ApiExports
from generator.builders.database import DatabaseExports
from generator.builders.functions import FunctionExports
from generator.builders.load_balancer.exports import BalancerExports
from generator.builders.migration import DmsExports
from generator.builders.network.vpn import VpnExports
from generator.builders.tables import TableExports
from generator.builders.topics import TopicExports
from generator.planning.metric_targets import MetricTarget, MetricTargets, tunnel_name
from generator.planning.naming import Naming
from generator.planning.references import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoredResources:
    """The exports of every builder whose resources have metrics."""

    naming: Naming
    account: Account
    targets: MetricTargets
    api: ApiExports
    balancer: BalancerExports
    functions: Mapping[str, FunctionExports]
    tables: Mapping[str, TableExports]
    topics: Mapping[str, TopicExports]
    database: DatabaseExports
    vpn: Mapping[str, VpnExports]
    dms: DmsExports | None

    @property
    def log_namespace(self) -> str:
        """Return the namespace of log metrics: one an environment, so that copies never add up."""
        return f"payinfra/{self.naming.suffix}"

    def namespace(self, target: MetricTarget) -> str:
        namespace = KINDS[target.kind].namespace
        return self.log_namespace if namespace == CUSTOM else namespace

    def dimensions(self, target: MetricTarget) -> dict[str, str]:
        """Return name and value in the order of `KINDS`. Rule MON001 has checked that the target exists."""
        return dict(zip(KINDS[target.kind].dimensions, VALUES[target.kind](self, target), strict=True))


def _api(resources: MonitoredResources, _: MetricTarget) -> tuple[str, ...]:
    return resources.api.name, resources.api.stage_name


def _route(resources: MonitoredResources, target: MetricTarget) -> tuple[str, ...]:
    route = resources.targets.routes[_name(target)]
    return resources.api.name, route.method, route.path, resources.api.stage_name


def _target(resources: MonitoredResources, target: MetricTarget) -> tuple[str, ...]:
    return resources.balancer.target_group_suffixes[_name(target), _part(target)], resources.balancer.alb_suffix


def _alias(resources: MonitoredResources, target: MetricTarget) -> tuple[str, ...]:
    name = resources.functions[_name(target)].name
    return name, f"{name}:{_part(target)}"


def _tunnel(resources: MonitoredResources, target: MetricTarget) -> tuple[str, ...]:
    tunnels = {
        tunnel_name(gateway, number): (address, vpn.id)
        for gateway, vpn in resources.vpn.items()
        for number, address in vpn.tunnels.items()
    }
    return tunnels[_name(target)]


def _name(target: MetricTarget) -> str:
    name = target.name
    assert name is not None
    return name


def _part(target: MetricTarget) -> str:
    part = target.part
    assert part is not None
    return part


def _replication_task(resources: MonitoredResources, target: MetricTarget) -> tuple[str, ...]:
    dms = resources.dms
    assert dms is not None
    return dms.instance_id, dms.task_ids[_name(target)]


VALUES: Mapping[str, Callable[[MonitoredResources, MetricTarget], tuple[str, ...]]] = {
    "alias": _alias,
    "api": _api,
    "balancer": lambda resources, _: (resources.balancer.alb_suffix,),
    "certificate": lambda resources, _: (resources.balancer.certificate_arn or "",),
    "cluster": lambda resources, _: (resources.database.cluster_identifier,),
    "firewall": lambda resources, _: (resources.api.web_acl_name, resources.account.region, "ALL"),
    "function": lambda resources, target: (resources.functions[_name(target)].name,),
    "index": lambda resources, target: (resources.tables[_name(target)].name, _part(target)),
    "log": lambda resources, target: (),
    "networkBalancer": lambda resources, _: (resources.balancer.nlb_suffix or "",),
    "proxy": lambda resources, _: (resources.database.proxy_name or "",),
    "queue": lambda resources, target: (resources.functions[_name(target)].dead_letter_queue_name,),
    "readers": lambda resources, _: (resources.database.cluster_identifier, "READER"),
    "route": _route,
    "replicationTask": _replication_task,
    "service": lambda resources, target: (resources.functions[_name(target)].name,),
    "table": lambda resources, target: (resources.tables[_name(target)].name,),
    "target": _target,
    "topic": lambda resources, target: (resources.topics[_name(target)].name,),
    "tunnel": _tunnel,
    "vpn": lambda resources, target: (resources.vpn[_name(target)].id,),
    "writer": lambda resources, _: (resources.database.cluster_identifier, "WRITER"),
}
