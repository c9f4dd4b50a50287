"""CloudTrail writes its log to the audit bucket: recording those writes makes each of them a reason for the next."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "AUD011"
LEVEL = "warning"
SUMMARY = "the trail records its own deliveries"
SOURCE = "CloudTrail user guide, Logging data events"


def check(env: Environment) -> Iterator[Finding]:
    receiving = {bucket.name for bucket in env.buckets if bucket.purpose == "audit"}
    for events in env.audit.trail.data_events:
        if events.of != "buckets" or events.access == "read":
            continue
        if events.event_names and not any(name.startswith(("Put", "CompleteMultipart")) for name in events.event_names):
            continue
        if not events.include or receiving & set(events.include):
            message = (
                f"{events.name!r} records writes to the bucket that takes the trail, for ever and at a price: set "
                "'access: read', name calls other than puts in 'eventNames', or name the other buckets in "
                "'include'"
            )
            yield Finding(CODE, events.pointer / "access", message)
