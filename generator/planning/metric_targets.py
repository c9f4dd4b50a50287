"""List what a stack has that can be measured, from the spec, before anything is built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.spec.model import Environment
from generator.spec.model.api import Route
from generator.spec.model.database import SERVERLESS
from generator.spec.model.functions import COLOURS, Function
from generator.spec.model.monitoring import LogMetric


@dataclass(frozen=True, slots=True)
class MetricTarget:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricTargets:
    """The metric targets of a stack; `instances` by the words of `forEach`, `routes` and `log_functions` by name."""

    targets: Mapping[MetricTarget, None]
    instances: Mapping[str, Sequence[ForEachInstance]]
    routes: Mapping[str, Route] = field(default_factory=dict)
    log_functions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trail: bool = False

    def of_kind(self, kind: str) -> list[MetricTarget]:
        return [target for target in self.targets if target.kind == kind]


def metric_targets(env: Environment) -> MetricTargets:
    """Return the metric targets of an environment's stack."""
    return MetricTargets(
        targets=dict.fromkeys(_targets(env)),
        instances=_instances(env),
        routes={route.name: route for route in env.api.routes},
        log_functions={metric.name: _read_functions(env, metric) for metric in env.monitoring.log_metrics},
        trail=env.audit.trail.enabled,
    )


def _targets(env: Environment) -> Iterator[MetricTarget]:
    for kind in ("api", "firewall", "balancer", "cluster", "writer"):
        yield MetricTarget(kind)
    for instance in (instance for instances in _instances(env).values() for instance in instances):
        yield from instance.targets.values()
    for function in env.functions:
        yield from (MetricTarget("alias", function.name, colour) for colour in COLOURS)
    yield from (MetricTarget("log", metric.name) for metric in env.monitoring.log_metrics if _is_read(env, metric))


def _instances(env: Environment) -> dict[str, list[ForEachInstance]]:
    functions = {function.name: function for function in env.functions}
    routed = {name for target in env.load_balancer.targets for name in target.functions().values()}
    rotating = {secret.rotation.function for secret in env.secrets}
    return {
        "functions": [_function(function) for function in env.functions],
        "routedFunctions": [_function(function) for name, function in functions.items() if name in routed],
        "unroutedFunctions": [_function(function) for name, function in functions.items() if name not in routed],
        "provisionedFunctions": [
            _function(function)
            for function in env.functions
            if any(alias.provisioned_concurrency for alias in function.aliases.by_colour().values())
        ],
        "rotations": [_function(function) for name, function in functions.items() if name in rotating],
        "routes": [_one("route", route.name) for route in env.api.routes],
        "tables": [_one("table", table.name) for table in env.tables],
        "indexes": list(_indexes(env)),
        "topics": [_one("topic", topic.name) for topic in env.topics],
        "colours": list(_colours(env, "lambda", "ip")),
        "checkedColours": list(_colours(env, "lambda", "ip", checked=True)),
        # These two are words of the templates only.
        "functionColours": list(_colours(env, "lambda")),
        "addressColours": list(_colours(env, "ip")),
        "trail": [ForEachInstance((), {})] if env.audit.trail.enabled else [],
        "readers": _single("readers", env.database.readers.count > 0 or env.database.readers.autoscaling.enabled),
        "serverless": [ForEachInstance((), {})] if SERVERLESS in env.database.instance_classes[:1] else [],
        "proxy": _single("proxy", env.database.proxy.enabled),
        "networkBalancer": _single("networkBalancer", env.api.vpc_link == "nlb"),
    }


def _function(function: Function) -> ForEachInstance:
    name = function.name
    targets = {"function": MetricTarget("function", name), "queue": MetricTarget("queue", name)}
    return ForEachInstance((name,), targets, function)


def _one(kind: str, name: str) -> ForEachInstance:
    return ForEachInstance((name,), {kind: MetricTarget(kind, name)})


def _single(kind: str, exists: bool) -> list[ForEachInstance]:
    return [ForEachInstance((), {kind: MetricTarget(kind)})] if exists else []


def _indexes(env: Environment) -> Iterator[ForEachInstance]:
    for table in env.tables:
        for index in table.global_secondary_indexes:
            targets = {
                "index": MetricTarget("index", table.name, index.name),
                "table": MetricTarget("table", table.name),
            }
            yield ForEachInstance((table.name, index.name), targets)


def _colours(env: Environment, *types: str, checked: bool = False) -> Iterator[ForEachInstance]:
    """The colours behind which one of the types stands. Addresses are always checked."""
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
    return metric.of == "api" or bool(_read_functions(env, metric))
