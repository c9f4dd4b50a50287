"""Delivers what a crash left behind, when the load balancer asks for health: at that time no caller waits."""

from __future__ import annotations

from adapters.logs import logger
from transaction_processing import wiring


def deliver_overdue() -> None:
    """Raises TemporarilyUnavailable."""
    delivered = wiring.processor().relay_overdue()
    if delivered:
        logger.info("overdue_payments_delivered", payments=delivered)
