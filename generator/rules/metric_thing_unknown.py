"""A metric of a thing that does not exist is an empty graph, or an alarm that never rings, and AWS does not say so."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.metrics import KINDS
from generator.diagnostics.findings import Finding
from generator.diagnostics.suggestions import did_you_mean
from generator.planning.alarms import ALL, all_described, elements_of, thing_of
from generator.planning.metric_targets import Monitored, Thing, what_is_monitored
from generator.spec.model import Environment
from generator.spec.model.monitoring import MetricQuery

CODE = "MON001"
SUMMARY = "a dashboard or alarm names a thing that does not exist"
SOURCE = "generator/builders/monitoring/dimensions.py"


def check(env: Environment) -> Iterator[Finding]:
    monitored = what_is_monitored(env)
    for described in all_described(env.monitoring):
        for query in described.metrics:
            for element in elements_of(described, monitored):
                thing = thing_of(query, element)
                if thing is not None and thing not in monitored.things:
                    yield _missing(query, thing, monitored, alone=element is ALL)


def _missing(query: MetricQuery, thing: Thing, monitored: Monitored, *, alone: bool) -> Finding:
    kind, others = KINDS[thing.kind], monitored.of_kind(thing.kind)
    names = list(dict.fromkeys(str(other.name) for other in others))
    parts = [str(other.part) for other in others if other.name == thing.name]
    if not kind.named:
        return Finding(CODE, query.at / "of", f"the stack has no {thing.kind}{_optional(thing.kind)}")
    if thing.name is None:
        cure = "set 'named'" if not alone else "set 'named', or 'forEach' to have one for each"
        return Finding(CODE, query.at / "of", f"it is not said which {thing.kind} is meant: {cure}{_known(names)}")
    if thing.name not in names:
        message = f"there is no {thing.kind} {thing.name!r}{did_you_mean(thing.name, names) or _known(names)}"
        return Finding(CODE, query.at / "named", f"{message}{_of_trail(thing, monitored)}")
    if thing.part is None:
        return Finding(CODE, query.at / "of", f"set '{kind.part}' of {thing.kind} {thing.name!r}{_known(parts)}")
    message = f"{thing.kind} {thing.name!r} has no {kind.part} {thing.part!r}"
    return Finding(CODE, query.at / str(kind.part), f"{message}{did_you_mean(thing.part, parts) or _known(parts)}")


def _optional(kind: str) -> str:
    return f": set 'forEach: {kind}' to have one only where there is" if kind in ("proxy", "readers") else ""


def _of_trail(thing: Thing, monitored: Monitored) -> str:
    known = thing.kind == "log" and thing.name in monitored.log_functions
    return "; what reads the trail needs one: set 'forEach: trail'" if known and not monitored.trail else ""


def _known(names: list[str]) -> str:
    return f" ({', '.join(names)})" if names else ""
