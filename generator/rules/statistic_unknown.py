"""A statistic that CloudWatch does not know fails in the middle of an apply."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.metrics import SIMPLE_STATISTICS, is_extended
from generator.diagnostics.findings import Finding, unknown_name
from generator.planning.alarms import alarms_and_widgets
from generator.spec.model import Environment

CODE = "MON003"
LEVEL = "error"
SUMMARY = "a statistic that CloudWatch does not know"
SOURCE = "CloudWatch user guide, CloudWatch statistics definitions"


def check(env: Environment) -> Iterator[Finding]:
    for described in alarms_and_widgets(env.monitoring):
        for query in described.metrics:
            word = query.statistic
            if word is None or word in SIMPLE_STATISTICS or is_extended(word):
                continue
            at, problem = query.pointer / "statistic", f"there is no statistic {word!r}"
            remedy = (
                f": use {', '.join(SIMPLE_STATISTICS)}, or p, tm, tc, ts or wm with a number up to 100, such as p99.9"
            )
            yield unknown_name(CODE, at, problem, word, SIMPLE_STATISTICS, remedy)
