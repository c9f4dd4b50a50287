"""Each setting of a metric must have an effect: a colour that is not read would pass for a choice."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.metrics import KINDS
from generator.diagnostics.findings import Finding
from generator.planning.alarms import alarms_and_widgets
from generator.spec.model import Environment
from generator.spec.model.monitoring import MetricQuery

CODE = "MON004"
LEVEL = "error"
SUMMARY = "a metric is described in two ways, or in none"
SOURCE = "schemas/monitoring.schema.json"

SOURCES = ("of", "namespace", "expression")


def check(env: Environment) -> Iterator[Finding]:
    for described in alarms_and_widgets(env.monitoring):
        for query in described.metrics:
            sources = [source for source in SOURCES if getattr(query, source) is not None]
            if len(sources) == 1:
                yield from _redundant(query, sources[0])
            elif sources:
                message = f"{' and '.join(map(repr, sources))} exclude each other: leave one out"
                yield Finding(CODE, query.pointer / sources[-1], message)
            else:
                message = f"it is not said what {query.name!r} measures: set 'of', 'namespace' or 'expression'"
                yield Finding(CODE, query.pointer, message)


def _redundant(query: MetricQuery, source: str) -> Iterator[Finding]:
    kind = KINDS[query.of] if query.of is not None else None
    uses = {
        "named": kind is not None and kind.named,
        "colour": kind is not None and kind.part == "colour",
        "index": kind is not None and kind.part == "index",
        "operation": query.of == "table",
        "metric": source != "expression",
        "statistic": source != "expression",
        "dimensions": source == "namespace",
    }
    for field, used in uses.items():
        if getattr(query, field) and not used:
            what = f"'of: {query.of}'" if kind else f"'{source}'"
            yield Finding(CODE, query.pointer / field, f"{field!r} has no meaning with {what}: leave it out")
    if source == "namespace" and query.metric is None:
        yield Finding(CODE, query.pointer / "namespace", "'metric' is missing: the metric of that namespace")
