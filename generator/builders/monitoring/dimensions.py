"""The dimensions of what is measured: by the name that AWS knows it, not by that of the spec."""

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
class Inventory:
    """The exports of everything that has metrics, and the namespace of the metrics that come from logs."""

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
        """One namespace an environment: copies in one account do not add up. AWS/... is reserved."""
        return f"payinfra/{self.naming.suffix}"

    def namespace(self, target: MetricTarget) -> str:
        namespace = KINDS[target.kind].namespace
        return self.log_namespace if namespace == CUSTOM else namespace

    def dimensions(self, target: MetricTarget) -> dict[str, str]:
        """Name and value, in the order of `KINDS`. Rule MON001 has made sure that the thing exists."""
        return dict(zip(KINDS[target.kind].dimensions, VALUES[target.kind](self, target), strict=True))


def _api(have: Inventory, _: MetricTarget) -> tuple[str, ...]:
    return have.api.name, have.api.stage_name


def _route(have: Inventory, target: MetricTarget) -> tuple[str, ...]:
    route = have.targets.routes[_name(target)]
    return have.api.name, route.method, route.path, have.api.stage_name


def _target(have: Inventory, target: MetricTarget) -> tuple[str, ...]:
    return have.balancer.target_group_suffixes[_name(target), _part(target)], have.balancer.alb_suffix


def _alias(have: Inventory, target: MetricTarget) -> tuple[str, ...]:
    name = have.functions[_name(target)].name
    return name, f"{name}:{_part(target)}"


def _tunnel(have: Inventory, target: MetricTarget) -> tuple[str, ...]:
    tunnels = {
        tunnel_name(gateway, number): (address, vpn.id)
        for gateway, vpn in have.vpn.items()
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


def _replication_task(have: Inventory, target: MetricTarget) -> tuple[str, ...]:
    dms = have.dms
    assert dms is not None
    return dms.instance_id, dms.task_ids[_name(target)]


VALUES: Mapping[str, Callable[[Inventory, MetricTarget], tuple[str, ...]]] = {
    "alias": _alias,
    "api": _api,
    "balancer": lambda have, _: (have.balancer.alb_suffix,),
    "certificate": lambda have, _: (have.balancer.certificate_arn or "",),
    "cluster": lambda have, _: (have.database.cluster_identifier,),
    "firewall": lambda have, _: (have.api.web_acl_name, have.account.region, "ALL"),
    "function": lambda have, target: (have.functions[_name(target)].name,),
    "index": lambda have, target: (have.tables[_name(target)].name, _part(target)),
    "log": lambda have, target: (),
    "networkBalancer": lambda have, _: (have.balancer.nlb_suffix or "",),
    "proxy": lambda have, _: (have.database.proxy_name or "",),
    "queue": lambda have, target: (have.functions[_name(target)].dead_letter_queue_name,),
    "readers": lambda have, _: (have.database.cluster_identifier, "READER"),
    "route": _route,
    "replicationTask": _replication_task,
    "service": lambda have, target: (have.functions[_name(target)].name,),
    "table": lambda have, target: (have.tables[_name(target)].name,),
    "target": _target,
    "topic": lambda have, target: (have.topics[_name(target)].name,),
    "tunnel": _tunnel,
    "vpn": lambda have, target: (have.vpn[_name(target)].id,),
    "writer": lambda have, _: (have.database.cluster_identifier, "WRITER"),
}
