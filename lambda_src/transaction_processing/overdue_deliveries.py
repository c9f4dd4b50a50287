"""Deliver what crashes left in the outbox: at health checks, when no caller waits, and after payments.

Health checks can be switched off. So each execution environment also delivers after a payment, seldom and briefly.
"""

from __future__ import annotations

from time import time
from typing import Final

from adapters.logs import logger
from adapters.metrics import measure_outbox
from payments.delivery import BATCH_SIZE
from transaction_processing import wiring

# A health check has ten seconds unless the spec says otherwise; after a payment its caller waits.
_HEALTH_CHECK_SECONDS: Final = 4.0
_PAYMENT_SECONDS: Final = 0.5
_INTERVAL_SECONDS: Final = 300.0

_LONG_AGO: Final = 0.0
_last_run = [time()]


def deliver_overdue(within_seconds: float = _HEALTH_CHECK_SECONDS) -> None:
    """Deliver for so many seconds, and record the size of the outbox. Raises TemporarilyUnavailable."""
    _last_run[0] = time()
    delivered = wiring.processor().deliver_overdue(within_seconds)
    if delivered:
        logger.info("overdue_payments_delivered", payments=delivered)
    size, age_seconds = wiring.ledger().outbox_state()
    measure_outbox(size, age_seconds)
    if delivered and size > BATCH_SIZE:
        # A backlog: every payment delivers until it is gone.
        _last_run[0] = _LONG_AGO


def deliver_overdue_after_payment() -> None:
    """Deliver at most once in five minutes, unless there is a backlog. Failures are logged: the payment is recorded."""
    if time() - _last_run[0] < _INTERVAL_SECONDS:
        return
    try:
        deliver_overdue(_PAYMENT_SECONDS)
    except Exception:
        logger.exception("idle_work_failed")
