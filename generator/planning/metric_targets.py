"""What a stack has that can be measured: read off the spec, before anything is built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.spec.model import Environment
from generator.spec.model.api import Route
from generator.spec.model.database import SERVERLESS
from generator.spec.model.functions import COLOURS, Function
from generator.spec.model.monitoring import LogMetric


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with metrics: its kind in `aws/metrics.py`, its name in the spec, and its colour or index."""

    kind: str
    name: str | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """One of those for each of which an alarm or widget is made: the things at hand there, by kind. `parts` name it;
    what a stack has at most one of has none. `function` is the one whose limits a threshold may refer to."""

    parts: tuple[str, ...]
    things: Mapping[str, Thing]
    function: Function | None = None

    @property
    def name(self) -> str:
        """As an author writes it: `transactions/by-merchant`."""
        return "/".join(self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitored:
    """`elements` by the words of `forEach`; `routes` and `log_functions` (whose logs a metric reads) by name."""

    things: Mapping[Thing, None]
    elements: Mapping[str, Sequence[Element]]
    routes: Mapping[str, Route] = field(default_factory=dict)
    log_functions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trail: bool = False

    def of_kind(self, kind: str) -> list[Thing]:
        return [thing for thing in self.things if thing.kind == kind]


def what_is_monitored(env: Environment) -> Monitored:
    """Everything that the environment's stack will have."""
    return Monitored(
        things=dict.fromkeys(_things(env)),
        elements=_elements(env),
        routes={route.name: route for route in env.api.routes},
        log_functions={metric.name: _read_functions(env, metric) for metric in env.monitoring.log_metrics},
        trail=env.audit.trail.enabled,
    )


def _things(env: Environment) -> Iterator[Thing]:
    for kind in ("api", "firewall", "balancer", "cluster", "writer"):
        yield Thing(kind)
    for element in (element for elements in _elements(env).values() for element in elements):
        yield from element.things.values()
    for function in env.functions:
        yield from (Thing("alias", function.name, colour) for colour in COLOURS)
    yield from (Thing("log", metric.name) for metric in env.monitoring.log_metrics if _is_read(env, metric))


def _elements(env: Environment) -> dict[str, list[Element]]:
    functions = {function.name: function for function in env.functions}
    routed = {name for target in env.load_balancer.targets for name in target.functions().values()}
    rotating = {secret.rotation.function for secret in env.secrets}
    return {
        "functions": [_function(function) for function in env.functions],
        "routedFunctions": [_function(function) for name, function in functions.items() if name in routed],
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
        "trail": [Element((), {})] if env.audit.trail.enabled else [],
        "readers": _single("readers", env.database.readers.count > 0 or env.database.readers.autoscaling.enabled),
        "serverless": [Element((), {})] if SERVERLESS in env.database.instance_classes[:1] else [],
        "proxy": _single("proxy", env.database.proxy.enabled),
        "networkBalancer": _single("networkBalancer", env.api.vpc_link == "nlb"),
    }


def _function(function: Function) -> Element:
    name = function.name
    things = {"function": Thing("function", name), "queue": Thing("queue", name)}
    return Element((name,), things, function)


def _one(kind: str, name: str) -> Element:
    return Element((name,), {kind: Thing(kind, name)})


def _single(kind: str, exists: bool) -> list[Element]:
    return [Element((), {kind: Thing(kind)})] if exists else []


def _indexes(env: Environment) -> Iterator[Element]:
    for table in env.tables:
        for index in table.global_secondary_indexes:
            things = {"index": Thing("index", table.name, index.name), "table": Thing("table", table.name)}
            yield Element((table.name, index.name), things)


def _colours(env: Environment, *types: str, checked: bool = False) -> Iterator[Element]:
    """The colours behind which one of the types stands. Addresses are always checked."""
    for target in env.load_balancer.targets:
        for colour, backend in target.backends().items():
            is_checked = backend.type == "ip" or backend.health_check.enabled
            if backend.type in types and (is_checked or not checked):
                yield Element((target.name, colour), {"target": Thing("target", target.name, colour)})


def _read_functions(env: Environment, metric: LogMetric) -> tuple[str, ...]:
    names = tuple(function.name for function in env.functions)
    return () if metric.of != "functions" else metric.only or names


def _is_read(env: Environment, metric: LogMetric) -> bool:
    if metric.of == "trail":
        return env.audit.trail.enabled
    return metric.of == "api" or bool(_read_functions(env, metric))
