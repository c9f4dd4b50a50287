"""CloudWatch takes any metric name, and never has data for one that is misspelt."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.metrics import KINDS, OPERATIONS
from generator.diagnostics.findings import Finding, unknown_name
from generator.planning.alarms import alarms_and_widgets
from generator.spec.model import Environment
from generator.spec.model.monitoring import MetricQuery

CODE = "MON002"
LEVEL = "error"
SUMMARY = "a metric target has no metric of that name"
SOURCE = "generator/aws/metrics.py"


def check(env: Environment) -> Iterator[Finding]:
    for described in alarms_and_widgets(env.monitoring):
        for query in described.metrics:
            if query.of is not None:
                yield from _target_metric(query, query.of)


def _target_metric(query: MetricQuery, of: str) -> Iterator[Finding]:
    kind, name = KINDS[of], query.metric
    if name is None and kind.metrics:
        yield Finding(CODE, query.pointer, f"'metric' is missing: {of!r} has {', '.join(sorted(kind.metrics))}")
    elif name is None:
        return
    elif not kind.metrics:
        yield Finding(CODE, query.pointer / "metric", f"{of!r} has one metric, of its own name: leave 'metric' out")
    elif name not in kind.metrics:
        problem, remedy = f"{of!r} has no metric {name!r}", f"; it has {', '.join(sorted(kind.metrics))}"
        yield unknown_name(CODE, query.pointer / "metric", problem, name, kind.metrics, remedy)
    elif kind.metrics[name].by_operation and query.operation is None:
        message = f"{name!r} is known by operation only: set 'operation' to one of {', '.join(OPERATIONS)}"
        yield Finding(CODE, query.pointer / "metric", message)
    elif query.operation is not None and not kind.metrics[name].by_operation:
        yield Finding(CODE, query.pointer / "operation", f"{name!r} is not known by operation: leave 'operation' out")
