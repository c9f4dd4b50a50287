"""Answer a rollout that asks whether it may go on (docs/decisions/0141)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from database_replication.settings import MigrationSettings


def check(
    settings: MigrationSettings, streams: Mapping[str, Mapping[str, Any]], comparison: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return `passed` only if everything is proven: what is unknown has not passed."""
    faults = [fault for kind, found in streams.items() for fault in _stream_faults(settings, kind, found)]
    faults += _comparison_faults(settings, comparison)
    return {"passed": not faults, "detail": "; ".join(faults) or "replicated, compared, no difference"}


def _stream_faults(settings: MigrationSettings, kind: str, found: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{kind}: {problem['detail']}" for problem in found["problems"])
    if found["problems"]:
        return
    waiting = [table for table, state in found["tables"].items() if state != "ready"]
    if waiting or not found["tables"]:
        yield f"{kind}: not ready: {', '.join(waiting) or 'no tables'}"
    lag = found["lagSeconds"]
    if lag is None or lag > settings.maximum_lag_seconds:
        known = "not known" if lag is None else f"{lag} s"
        yield f"{kind}: the lag is {known}, at most {settings.maximum_lag_seconds} s"


def _comparison_faults(settings: MigrationSettings, comparison: Mapping[str, Any] | None) -> Iterator[str]:
    if comparison is None:
        yield "nothing was compared yet: compare"
        return
    oldest = 2 * 60 * settings.compare_every_minutes + comparison["seconds"]
    if comparison["differences"]:
        yield f"the last comparison has {comparison['differences']} differences: {', '.join(comparison['listed'][:3])}"
    if comparison["ageSeconds"] > oldest:
        yield f"the last comparison is {comparison['ageSeconds']:.0f} s old, at most {oldest:.0f} s"
