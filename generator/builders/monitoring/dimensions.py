"""The dimensions of what is measured: by the name that AWS knows it, not by that of the spec."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from generator.aws.metrics import CUSTOM, KINDS
from generator.builders.api.exports import ApiExports
from generator.builders.database import DatabaseExports
from generator.builders.functions import FunctionExports
from generator.builders.load_balancer.exports import BalancerExports
from generator.builders.tables import TableExports
from generator.builders.topics import TopicExports
from generator.planning.metric_targets import Monitored, Thing
from generator.planning.naming import Naming
from generator.planning.references import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """The exports of everything that has metrics, and the namespace of the metrics that come from logs."""

    naming: Naming
    account: Account
    monitored: Monitored
    api: ApiExports
    balancer: BalancerExports
    functions: Mapping[str, FunctionExports]
    tables: Mapping[str, TableExports]
    topics: Mapping[str, TopicExports]
    database: DatabaseExports

    @property
    def log_namespace(self) -> str:
        """One namespace an environment: copies in one account do not add up. AWS/... is reserved."""
        return f"payinfra/{self.naming.suffix}"

    def namespace(self, thing: Thing) -> str:
        namespace = KINDS[thing.kind].namespace
        return self.log_namespace if namespace == CUSTOM else namespace

    def dimensions(self, thing: Thing) -> dict[str, str]:
        """Name and value, in the order of `KINDS`. Rule MON001 has made sure that the thing exists."""
        return dict(zip(KINDS[thing.kind].dimensions, VALUES[thing.kind](self, thing), strict=True))


def _api(have: Inventory, _: Thing) -> tuple[str, ...]:
    return have.api.name, have.api.stage_name


def _route(have: Inventory, thing: Thing) -> tuple[str, ...]:
    route = have.monitored.routes[_name(thing)]
    return have.api.name, route.method, route.path, have.api.stage_name


def _target(have: Inventory, thing: Thing) -> tuple[str, ...]:
    return have.balancer.target_group_suffixes[_name(thing), _part(thing)], have.balancer.alb_suffix


def _alias(have: Inventory, thing: Thing) -> tuple[str, ...]:
    name = have.functions[_name(thing)].name
    return name, f"{name}:{_part(thing)}"


def _name(thing: Thing) -> str:
    assert thing.name is not None
    return thing.name


def _part(thing: Thing) -> str:
    assert thing.part is not None
    return thing.part


VALUES: Mapping[str, Callable[[Inventory, Thing], tuple[str, ...]]] = {
    "alias": _alias,
    "api": _api,
    "balancer": lambda have, _: (have.balancer.alb_suffix,),
    "cluster": lambda have, _: (have.database.cluster_identifier,),
    "firewall": lambda have, _: (have.api.web_acl_name, have.account.region, "ALL"),
    "function": lambda have, thing: (have.functions[_name(thing)].name,),
    "index": lambda have, thing: (have.tables[_name(thing)].name, _part(thing)),
    "log": lambda have, thing: (),
    "networkBalancer": lambda have, _: (have.balancer.nlb_suffix or "",),
    "proxy": lambda have, _: (have.database.proxy_name or "",),
    "queue": lambda have, thing: (have.functions[_name(thing)].dead_letter_queue_name,),
    "readers": lambda have, _: (have.database.cluster_identifier, "READER"),
    "route": _route,
    "table": lambda have, thing: (have.tables[_name(thing)].name,),
    "target": _target,
    "topic": lambda have, thing: (have.topics[_name(thing)].name,),
    "writer": lambda have, _: (have.database.cluster_identifier, "WRITER"),
}
