"""A name in a selection that matches nothing leaves something unwatched, or watched twice."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding, unknown_name
from generator.planning.alarms import alarms_and_widgets
from generator.planning.metric_targets import metric_targets
from generator.spec.model import Environment

CODE = "MON011"
LEVEL = "error"
SUMMARY = "'include' or 'exclude' names what is not there"
SOURCE = "generator/planning/metric_targets.py"


def check(env: Environment) -> Iterator[Finding]:
    instances = metric_targets(env).instances
    for described in alarms_and_widgets(env.monitoring):
        for field in ("include", "exclude"):
            at, chosen = described.pointer / field, getattr(described, field)
            if chosen and described.for_each is None:
                yield Finding(CODE, at, f"{field!r} chooses among those of 'forEach', and there is none: set it")
                continue
            known = [instance.name for instance in instances[described.for_each]] if described.for_each else []
            for index, name in enumerate(chosen):
                if name not in known:
                    problem, remedy = f"{name!r} is none of {described.for_each}", f": {', '.join(known)}"
                    yield unknown_name(CODE, at / index, problem, name, known, remedy if any(known) else "")
