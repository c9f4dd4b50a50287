"""An empty selection means all of a kind: where the spec has none of the kind, it records nothing."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "AUD007"
LEVEL = "warning"
SUMMARY = "data events of a kind that the spec has none of"
SOURCE = "CloudTrail user guide, Logging data events"


def check(env: Environment) -> Iterator[Finding]:
    counts = {"buckets": len(env.buckets), "functions": len(env.functions), "tables": len(env.tables)}
    for events in env.audit.trail.data_events:
        if not events.include and not counts[events.of]:
            message = f"{events.name!r} selects all of '{events.of}', and there are none: remove it, or add some"
            yield Finding(CODE, events.pointer / "of", message)
