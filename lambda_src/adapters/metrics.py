"""Write metrics in CloudWatch's embedded metric format, whatever the log level is."""

from __future__ import annotations

import os
from typing import Final

from aws_lambda_powertools.metrics import MetricUnit, single_metric

from adapters.logs import logger

TRANSACTION_FAILED: Final = "transaction_failed"
"""The field `event` of the line that says that a payment was declined or broke. Metric filters count these lines."""
_NAMESPACE: Final = "Payments"


def count_failed_transaction(payment_id: str, status: str, reasons: list[str]) -> None:
    """Count a failed transaction: as the metric TransactionFailed, and as a line for metric filters."""
    count("TransactionFailed", event=TRANSACTION_FAILED, payment_id=payment_id, status=status, reasons=reasons)


def measure_outbox(size: int, age_seconds: int) -> None:
    """Record the size of the outbox, and the age of its oldest row in seconds."""
    measure("OutboxSize", size, MetricUnit.Count)
    measure("OutboxAgeSeconds", age_seconds, MetricUnit.Seconds)


def count(name: str, **fields: str | list[str]) -> None:
    """Add one to a metric. `fields` are in the log line and are no dimensions."""
    measure(name, 1, MetricUnit.Count, **fields)


def measure(name: str, value: float, unit: MetricUnit, **fields: str | list[str]) -> None:
    """Record a value of a metric, with fields as for `count`."""
    namespace = os.environ.get("POWERTOOLS_METRICS_NAMESPACE", _NAMESPACE)
    with single_metric(name=name, unit=unit, value=value, namespace=namespace) as metric:
        metric.add_dimension("service", os.environ.get("POWERTOOLS_SERVICE_NAME", "payments"))
        for key, field in {**fields, "correlation_id": logger.get_correlation_id() or ""}.items():
            metric.add_metadata(key, field)
