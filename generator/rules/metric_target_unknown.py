"""A metric of a missing resource is an empty graph, or an alarm that never fires, and AWS reports no error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.aws.metrics import KINDS
from generator.diagnostics.findings import Finding, unknown_name
from generator.planning.alarms import ALL, alarms_and_widgets, expand_for_each, query_target
from generator.planning.metric_targets import MetricTarget, MetricTargets, metric_targets
from generator.spec.model import Environment
from generator.spec.model.monitoring import MetricQuery

CODE = "MON001"
LEVEL = "error"
SUMMARY = "a dashboard or alarm names a metric target that does not exist"
SOURCE = "generator/builders/monitoring/dimensions.py"


def check(env: Environment) -> Iterator[Finding]:
    targets = metric_targets(env)
    for described in alarms_and_widgets(env.monitoring):
        for query in described.metrics:
            for instance in expand_for_each(described, targets):
                target = query_target(query, instance)
                if target is not None and target not in targets.of_kind(target.kind):
                    yield _missing(query, target, targets, alone=instance is ALL)


def _missing(query: MetricQuery, target: MetricTarget, targets: MetricTargets, *, alone: bool) -> Finding:
    kind, others = KINDS[target.kind], targets.of_kind(target.kind)
    names = list(dict.fromkeys(str(other.name) for other in others))
    parts = [str(other.part) for other in others if other.name == target.name]
    if not kind.named:
        return Finding(CODE, query.pointer / "of", f"the stack has no {target.kind}{_optional(target.kind)}")
    if target.name is None:
        remedy = "set 'named'" if not alone else "set 'named', or 'forEach' to have one for each"
        return Finding(
            CODE, query.pointer / "of", f"it is not said which {target.kind} is meant: {remedy}{_known(names)}"
        )
    if target.name not in names:
        problem = f"there is no {target.kind} {target.name!r}"
        found = unknown_name(CODE, query.pointer / "named", problem, target.name, names, _known(names))
        return replace(found, note=_trail_target(target, targets))
    if target.part is None:
        return Finding(CODE, query.pointer / "of", f"set '{kind.part}' of {target.kind} {target.name!r}{_known(parts)}")
    problem = f"{target.kind} {target.name!r} has no {kind.part} {target.part!r}"
    return unknown_name(CODE, query.pointer / str(kind.part), problem, target.part, parts, _known(parts))


def _optional(kind: str) -> str:
    return f": set 'forEach: {kind}' to have one only where there is" if kind in ("proxy", "readers") else ""


def _trail_target(target: MetricTarget, targets: MetricTargets) -> str:
    known = target.kind == "log" and target.name in targets.log_functions
    return "; what reads the trail needs one: set 'forEach: trail'" if known and not targets.trail else ""


def _known(names: list[str]) -> str:
    return f" ({', '.join(names)})" if names else ""
