"""A metric from the logs of a function that does not exist never has data."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding, unknown_name
from generator.spec.model import Environment

CODE = "MON012"
LEVEL = "error"
SUMMARY = "a log metric reads a function that does not exist"
SOURCE = "generator/builders/monitoring/log_metrics.py"


def check(env: Environment) -> Iterator[Finding]:
    known = [function.name for function in env.functions]
    for metric in env.monitoring.log_metrics:
        at = metric.pointer / "include"
        if metric.include and metric.of != "functions":
            yield Finding(CODE, at, f"'include' chooses functions, and 'of' is {metric.of!r}: leave it out")
            continue
        for index, name in enumerate(metric.include):
            if name not in known:
                problem = f"there is no function {name!r}"
                yield unknown_name(CODE, at / index, problem, name, known, f": {', '.join(known)}")
