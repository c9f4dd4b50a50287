"""A trail takes a bounded number of values in all of its selections."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics.findings import Finding
from generator.spec.model import Environment

CODE = "AUD002"
LEVEL = "error"
SUMMARY = "the trail selects more than CloudTrail takes"
SOURCE = "CloudTrail API reference, PutEventSelectors, AdvancedEventSelectors"

MAX_VALUES = 500
CATEGORY = RESOURCE_TYPE = 1


def check(env: Environment) -> Iterator[Finding]:
    trail = env.audit.trail
    counts = {"buckets": len(env.buckets), "functions": len(env.functions), "tables": len(env.tables)}
    values = CATEGORY + (trail.management_events != "all")
    for events in trail.data_events:
        values += (
            CATEGORY
            + RESOURCE_TYPE
            + (events.access != "all")
            + (len(events.event_names))
            + (events.callers != "all")
            + (len(events.include) or counts[events.of])
        )
    if values > MAX_VALUES:
        message = (
            f"the selections hold {values} values, CloudTrail takes {MAX_VALUES}: name fewer in 'include', or merge "
            "some"
        )
        yield Finding(CODE, trail.pointer / "dataEvents", message)
