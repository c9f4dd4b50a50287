"""Metrics of the streams. A lag that nobody can measure is not zero: then nothing is written, and the alarm rings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from adapters.metrics import measure
from database_replication.streams import FALLBACK, REPLICATION


def measure_streams(found: Mapping[str, Mapping[str, Any]]) -> None:
    """Lags, WAL that slots keep on the one side or the other, and tables that are not replicated yet."""
    stream = found[REPLICATION]
    _measure("ReplicationLagSeconds", stream["lagSeconds"], MetricUnit.Seconds)
    _measure("ReplicationLagBytes", stream["lagBytes"], MetricUnit.Bytes)
    _measure("FallbackLagSeconds", found.get(FALLBACK, {}).get("lagSeconds"), MetricUnit.Seconds)
    retained = [one["retainedWalBytes"] for one in found.values() if one["retainedWalBytes"] is not None]
    _measure("RetainedWalBytes", max(retained, default=None), MetricUnit.Bytes)
    waiting = [one["tablesNotReady"] for one in found.values() if one["tablesNotReady"] is not None]
    _measure("TablesNotReady", sum(waiting) if waiting else None, MetricUnit.Count)


def measure_comparison(answer: Mapping[str, Any]) -> None:
    """The differences of a finished comparison; of one that goes on as soon as it has found some."""
    if answer["finished"] or answer.get("differences"):
        measure("ComparisonDifferences", answer["differences"], MetricUnit.Count)


def _measure(name: str, value: float | None, unit: MetricUnit) -> None:
    if value is not None:
        measure(name, value, unit)
