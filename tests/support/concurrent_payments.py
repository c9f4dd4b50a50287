"""Processes that record the same payments at the same instant."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import datetime, timezone
from multiprocessing import get_context
from threading import Barrier

from adapters.database import Credential, Database
from adapters.ledger import AuroraLedger
from adapters.settings import DatabaseSettings
from payments.fraud import Assessment
from payments.payment import Payment, payment_id_of
from payments.request import PaymentRequest
from tests.support.lambda_events import payment
from tests.support.waiting import PATIENCE_SECONDS


class FixedCredential:
    """Credentials that never change."""

    def __init__(self, credential: Credential) -> None:
        self.credential = credential

    def current(self, *, fresh: bool) -> Credential:
        return self.credential


def new_payment(key: str, scope: str = "", **changes: object) -> Payment:
    """An approved payment of a key."""
    request = PaymentRequest.of(payment(**changes))
    return Payment(
        payment_id=payment_id_of(key, scope),
        scope=scope,
        idempotency_key=key,
        fingerprint=request.fingerprint(),
        request=request,
        assessment=Assessment(decision="approve", score=0, reasons=()),
        created_at=datetime.now(timezone.utc),
    )


def record_concurrently(
    settings: DatabaseSettings, credential: Credential, *, processes: int, keys: int
) -> Counter[str]:
    """How often each kind of outcome came: `recorded`, or the name of an error."""
    context = get_context("spawn")
    barrier = context.Barrier(processes)
    arguments = (settings, credential, keys, barrier)
    with context.Manager() as manager:
        outcomes = manager.list()
        twins = [context.Process(target=_record_all, args=(*arguments, outcomes)) for _ in range(processes)]
        for twin in twins:
            twin.start()
        for twin in twins:
            twin.join(PATIENCE_SECONDS)
        return Counter(outcomes)


def _record_all(
    settings: DatabaseSettings, credential: Credential, keys: int, barrier: Barrier, outcomes: list[str]
) -> None:
    found = []
    with closing(Database(settings, FixedCredential(credential))) as database:
        ledger = AuroraLedger(database)
        ledger.find("warm")
        for number in range(keys):
            twin = new_payment(f"twin-{number}")
            barrier.wait(PATIENCE_SECONDS)
            try:
                ledger.record(twin)
            except Exception as fault:
                found.append(type(fault).__name__)
            else:
                found.append("recorded")
    outcomes.extend(found)
