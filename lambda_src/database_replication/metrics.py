"""Record metrics of the streams. An unknown lag is not zero: nothing is recorded, and the alarm rings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from adapters.metrics import measure
from database_replication.streams import FALLBACK, REPLICATION


def measure_streams(found: Mapping[str, Mapping[str, Any]]) -> None:
    """Record lags, the WAL that slots retain, and the tables that are not replicated yet."""
    stream = found[REPLICATION]
    _measure("ReplicationLagSeconds", stream["lagSeconds"], MetricUnit.Seconds)
    _measure("ReplicationLagBytes", stream["lagBytes"], MetricUnit.Bytes)
    _measure("FallbackLagSeconds", found.get(FALLBACK, {}).get("lagSeconds"), MetricUnit.Seconds)
    retained = [one["retainedWalBytes"] for one in found.values() if one["retainedWalBytes"] is not None]
    _measure("RetainedWalBytes", max(retained, default=None), MetricUnit.Bytes)
    waiting = [one["tablesNotReady"] for one in found.values() if one["tablesNotReady"] is not None]
    _measure("TablesNotReady", sum(waiting) if waiting else None, MetricUnit.Count)


def measure_comparison(answer: Mapping[str, Any]) -> None:
    """Record the differences of a finished comparison, or those that an unfinished one has found."""
    if answer["finished"] or answer.get("differences"):
        measure("ComparisonDifferences", answer["differences"], MetricUnit.Count)


def _measure(name: str, value: float | None, unit: MetricUnit) -> None:
    if value is not None:
        measure(name, value, unit)
