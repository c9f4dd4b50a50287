"""Scaling without a reader to measure, with its maximum below its minimum or a target out of reach never scales."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "DBS003"
LEVEL = "error"
LEVELS = ("error", "warning")
SUMMARY = "the bounds or the target of reader scaling make no sense"
SOURCE = "Aurora user guide, Amazon Aurora Auto Scaling with Aurora Replicas"

FULL_CPU = 100


def check(env: Environment) -> Iterator[Finding]:
    readers = env.database.readers
    scaling = readers.autoscaling
    if not scaling.enabled:
        return
    if readers.count == 0:
        message = "scaling measures readers and there is none: set the count to 1 or more, or disable autoscaling"
        yield Finding(CODE, readers.pointer / "count", message)
    if scaling.maximum < readers.count:
        message = (
            f"at most {scaling.maximum} readers, but {readers.count} are always there: set {readers.count} or more"
        )
        yield Finding(CODE, scaling.pointer / "maximum", message)
    elif scaling.maximum == readers.count:
        message = (
            f"there are always {readers.count} readers, so nothing is ever added: raise it, or disable autoscaling"
        )
        yield Finding(CODE, scaling.pointer / "maximum", message, level="warning")
    if scaling.metric == "cpu" and scaling.target > FULL_CPU:
        message = f"{scaling.target} percent of CPU are never reached: set 1 to 100, or the metric to connections"
        yield Finding(CODE, scaling.pointer / "target", message)
