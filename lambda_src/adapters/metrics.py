"""Metrics in the embedded format: log lines that CloudWatch turns into metrics, whatever the log level is."""

from __future__ import annotations

import os
from typing import Final

from aws_lambda_powertools.metrics import MetricUnit, single_metric

from adapters.logs import logger

TRANSACTION_FAILED: Final = "transaction_failed"
"""The field `event` of the line that says that a payment was declined or broke. Metric filters count these lines."""
_NAMESPACE: Final = "Payments"


def count_failed_transaction(payment_id: str, status: str, reasons: list[str]) -> None:
    """One failed transaction: as the metric TransactionFailed, and as a line for people and filters."""
    count("TransactionFailed", event=TRANSACTION_FAILED, payment_id=payment_id, status=status, reasons=reasons)


def count(name: str, **fields: str | list[str]) -> None:
    """Adds one to a metric. The fields stand in the line, and are no dimensions of the metric."""
    namespace = os.environ.get("POWERTOOLS_METRICS_NAMESPACE", _NAMESPACE)
    with single_metric(name=name, unit=MetricUnit.Count, value=1, namespace=namespace) as metric:
        metric.add_dimension("service", os.environ.get("POWERTOOLS_SERVICE_NAME", "payments"))
        for key, value in {**fields, "correlation_id": logger.get_correlation_id() or ""}.items():
            metric.add_metadata(key, value)
