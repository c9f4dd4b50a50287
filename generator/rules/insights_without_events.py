"""CloudTrail finds what is unusual among the events of the trail: it refuses to look where there are none."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "AUD003"
LEVEL = "error"
SUMMARY = "insights into events that the trail does not record"
SOURCE = "CloudTrail user guide, Working with CloudTrail Insights"


def check(env: Environment) -> Iterator[Finding]:
    trail = env.audit.trail
    if trail.management_events != "read":
        return
    for position, kind in enumerate(trail.insights):
        if kind == "ApiCallRateInsight":
            message = f"{kind} looks at writes, which the trail does not record: set 'managementEvents' to all"
            yield Finding(CODE, trail.pointer / "insights" / position, message)
