"""A selection that names what is not there would watch less than its author believes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.diagnostics.suggestions import did_you_mean
from generator.spec.model import Environment

CODE = "AUD001"
LEVEL = "error"
SUMMARY = "data events of a name that does not exist"
SOURCE = "CloudTrail user guide, Logging data events"


def check(env: Environment) -> Iterator[Finding]:
    existing = {
        "buckets": [bucket.name for bucket in env.buckets],
        "functions": [function.name for function in env.functions],
        "tables": [table.name for table in env.tables],
    }
    for events in env.audit.trail.data_events:
        known = existing[events.of]
        for position, name in enumerate(events.only):
            if name not in known:
                hint = did_you_mean(name, known) or f": known are {', '.join(known) or 'none'}"
                message = f"there is no {name!r} in '{events.of}' for {events.name!r}{hint}"
                yield Finding(CODE, events.pointer / "only" / position, message)
