"""List what a stack has that can be measured, from the spec, before anything is built."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.aws.vpn import TUNNELS
from generator.planning.dms import dms_tasks
from generator.planning.plan_steps import step
from generator.spec.model import Environment
from generator.spec.model.api import Route
from generator.spec.model.database import SERVERLESS
from generator.spec.model.functions import COLOURS, Function
from generator.spec.model.monitoring import LogMetric


class MetricTarget(NamedTuple):
    """Something with metrics: its kind in `aws/metrics.py`, its name in the spec, and its colour or index."""

    kind: str
    name: str | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class ForEachInstance:
    """An instance of `forEach`: what can be measured of it, by kind. `parts` name it; what a stack has at most one of
    has none. `function` is the one whose limits a threshold may refer to."""

    parts: tuple[str, ...]
    targets: Mapping[str, MetricTarget]
    function: Function | None = None

    @property
    def name(self) -> str:
        """Return the name as an author writes it: `transactions/by-merchant`."""
        return "/".join(self.parts)


Instances = tuple[ForEachInstance, ...]


@dataclass(frozen=True, slots=True)
class TargetsOfKind:
    """All metric targets of one kind."""

    items: tuple[MetricTarget, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricTargets:
    """The metric targets of a stack by kind; `instances` by the words of `forEach`; the rest by name."""

    targets: Mapping[str, TargetsOfKind]
    instances: Mapping[str, Sequence[ForEachInstance]]
    routes: Mapping[str, Route] = field(default_factory=dict)
    log_functions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trail: bool = False

    def of_kind(self, kind: str) -> tuple[MetricTarget, ...]:
        """Return the targets of a kind."""
        try:
            return self.targets[kind].items
        except KeyError:
            return ()


@step
def metric_targets(env: Environment) -> MetricTargets:
    """Return the metric targets of an environment's stack."""
    instances = {each: step(find)(env) for each, find in FOR_EACH.items()}
    return MetricTargets(
        targets=_by_kind(env, instances),
        instances=instances,
        routes={route.name: route for route in env.api.routes},
        log_functions=_log_functions(env),
        trail=env.audit.trail.enabled,
    )


@step
def _log_functions(env: Environment) -> dict[str, tuple[str, ...]]:
    return {metric.name: _read_functions(env, metric) for metric in env.monitoring.log_metrics}


def _by_kind(env: Environment, instances: Mapping[str, Instances]) -> dict[str, TargetsOfKind]:
    """Each kind is looked for on its own, so that what is made of one depends on no other."""
    found = {kind: TargetsOfKind((MetricTarget(kind),)) for kind in ALWAYS}
    found |= {kind: _among(kind, instances[each]) for kind, each in EACH_OF_KIND.items()}
    return found | {kind: step(find)(env) for kind, find in OTHER_KINDS.items()}


@step
def _among(kind: str, instances: Instances) -> TargetsOfKind:
    return TargetsOfKind(tuple(dict.fromkeys(one.targets[kind] for one in instances if kind in one.targets)))


def _aliases(env: Environment) -> TargetsOfKind:
    pairs = ((function.name, colour) for function in env.functions for colour in COLOURS)
    return TargetsOfKind(tuple(MetricTarget("alias", *pair) for pair in pairs))


def _of_names(kind: str, names: Iterable[str]) -> TargetsOfKind:
    return TargetsOfKind(tuple(MetricTarget(kind, name) for name in dict.fromkeys(names)))


def tunnel_name(gateway: str, number: int) -> str:
    """Return what a spec calls a tunnel of a customer gateway."""
    return f"{gateway}-tunnel-{number}"


def _function(function: Function) -> ForEachInstance:
    name = function.name
    targets = {"function": MetricTarget("function", name), "queue": MetricTarget("queue", name)}
    return ForEachInstance((name,), targets, function)


def _single_target(kind: str, name: str) -> ForEachInstance:
    return ForEachInstance((name,), {kind: MetricTarget(kind, name)})


def _only_if(exists: bool, *kinds: str) -> Instances:
    return (ForEachInstance((), {kind: MetricTarget(kind) for kind in kinds}),) if exists else ()


def _index_targets(env: Environment) -> Iterator[ForEachInstance]:
    for table in env.tables:
        for index in table.global_secondary_indexes:
            targets = {
                "index": MetricTarget("index", table.name, index.name),
                "table": MetricTarget("table", table.name),
            }
            yield ForEachInstance((table.name, index.name), targets)


def _colour_targets(env: Environment, *types: str, checked: bool = False) -> Iterator[ForEachInstance]:
    """The colours whose backend is of one of the types. Addresses always have health checks."""
    for target in env.load_balancer.targets:
        for colour, backend in target.backends().items():
            is_checked = backend.type == "ip" or backend.health_check.enabled
            if backend.type in types and (is_checked or not checked):
                yield ForEachInstance((target.name, colour), {"target": MetricTarget("target", target.name, colour)})


def _read_functions(env: Environment, metric: LogMetric) -> tuple[str, ...]:
    names = tuple(function.name for function in env.functions)
    return () if metric.of != "functions" else metric.include or names


def _is_read(env: Environment, metric: LogMetric) -> bool:
    if metric.of == "trail":
        return env.audit.trail.enabled
    return metric.of == "api" or bool(env.functions or metric.include)


def _function_targets(env: Environment, names: Iterable[str | None]) -> Instances:
    chosen = set(names)
    return tuple(_function(function) for function in env.functions if function.name in chosen)


def _routed(env: Environment) -> Iterator[str]:
    return (name for target in env.load_balancer.targets for name in target.functions().values())


def _provisioned(env: Environment) -> Iterator[str]:
    for function in env.functions:
        if any(alias.provisioned_concurrency for alias in function.aliases.by_colour().values()):
            yield function.name


# What every stack has, once.
ALWAYS = ("api", "firewall", "balancer", "cluster", "writer")
# Of which instances of `forEach` a kind is. Those of other words are among these.
EACH_OF_KIND = {
    "function": "functions",
    "queue": "functions",
    "route": "routes",
    "table": "tables",
    "index": "indexes",
    "topic": "topics",
    "target": "colours",
    "trail": "trail",
    "certificate": "certificate",
    "readers": "readers",
    "proxy": "proxy",
    "networkBalancer": "networkBalancer",
    "vpn": "vpnConnections",
    "tunnel": "tunnels",
}
OTHER_KINDS: Mapping[str, Callable[[Environment], TargetsOfKind]] = {
    "alias": _aliases,
    "service": lambda env: _of_names("service", (function.name for function in env.functions)),
    "replicationTask": lambda env: _of_names("replicationTask", (task.name for task in dms_tasks(env.migration))),
    "log": lambda env: _of_names(
        "log", (metric.name for metric in env.monitoring.log_metrics if _is_read(env, metric))
    ),
}

# Each is computed alone, so that the alarms of one depend on no other.
FOR_EACH: Mapping[str, Callable[[Environment], Instances]] = {
    "functions": lambda env: tuple(map(_function, env.functions)),
    "routedFunctions": lambda env: _function_targets(env, _routed(env)),
    "unroutedFunctions": lambda env: _function_targets(
        env, {function.name for function in env.functions} - set(_routed(env))
    ),
    "provisionedFunctions": lambda env: _function_targets(env, _provisioned(env)),
    "rotations": lambda env: _function_targets(
        env, (secret.rotation.function for secret in env.secrets if secret.rotation.function)
    ),
    "routes": lambda env: tuple(_single_target("route", route.name) for route in env.api.routes),
    "tables": lambda env: tuple(_single_target("table", table.name) for table in env.tables),
    "indexes": lambda env: tuple(_index_targets(env)),
    "topics": lambda env: tuple(_single_target("topic", topic.name) for topic in env.topics),
    "colours": lambda env: tuple(_colour_targets(env, "lambda", "ip")),
    "checkedColours": lambda env: tuple(_colour_targets(env, "lambda", "ip", checked=True)),
    # These two are words of the templates only.
    "functionColours": lambda env: tuple(_colour_targets(env, "lambda")),
    "addressColours": lambda env: tuple(_colour_targets(env, "ip")),
    "trail": lambda env: _only_if(env.audit.trail.enabled),
    "certificate": lambda env: _only_if(env.load_balancer.protocol == "HTTPS", "certificate"),
    "readers": lambda env: _only_if(
        env.database.readers.count > 0 or env.database.readers.autoscaling.enabled, "readers"
    ),
    "serverless": lambda env: _only_if(SERVERLESS in env.database.instance_classes[:1]),
    "proxy": lambda env: _only_if(env.database.proxy.enabled, "proxy"),
    "networkBalancer": lambda env: _only_if(env.api.vpc_link == "nlb", "networkBalancer"),
    "vpnConnections": lambda env: tuple(_single_target("vpn", name) for name in env.network.customer_gateway_names()),
    "tunnels": lambda env: tuple(
        _single_target("tunnel", tunnel_name(name, number))
        for name in env.network.customer_gateway_names()
        for number in TUNNELS
    ),
}
