"""Delivers what crashes left behind. Best when the load balancer asks for health, because then no caller waits.

Health checks can be switched off. So each execution environment also looks after a payment, now and then and briefly.
"""

from __future__ import annotations

from time import time
from typing import Final

from adapters.logs import logger
from adapters.metrics import measure_outbox
from payments.delivery import BATCH_SIZE
from transaction_processing import wiring

# A health check has ten seconds unless the spec says otherwise; a caller waits for what is done after a payment.
_HEALTH_CHECK_SECONDS: Final = 4.0
_PAYMENT_SECONDS: Final = 0.5
_INTERVAL_SECONDS: Final = 300.0

_LONG_AGO: Final = 0.0
_last_run = [time()]


def deliver_overdue(within_seconds: float = _HEALTH_CHECK_SECONDS) -> None:
    """Raises TemporarilyUnavailable."""
    _last_run[0] = time()
    delivered = wiring.processor().deliver_overdue(within_seconds)
    if delivered:
        logger.info("overdue_payments_delivered", payments=delivered)
    size, age_seconds = wiring.ledger().outbox_state()
    measure_outbox(size, age_seconds)
    if delivered and size > BATCH_SIZE:
        # A backlog: each payment helps until it is gone.
        _last_run[0] = _LONG_AGO


def deliver_overdue_after_payment() -> None:
    """At most once in five minutes, but for a backlog. What goes wrong here is not the caller's concern."""
    if time() - _last_run[0] < _INTERVAL_SECONDS:
        return
    try:
        deliver_overdue(_PAYMENT_SECONDS)
    except Exception:
        logger.exception("idle_work_failed")
