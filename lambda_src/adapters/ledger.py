"""The ledger in Aurora PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from adapters import ledger_statements as sql
from adapters.database import Database, Session
from payments.fraud import Assessment
from payments.ledger import postings_for
from payments.money import Money
from payments.payment import Payment
from payments.request import PaymentRequest


@dataclass(frozen=True, slots=True)
class AuroraLedger:
    """See payments.ledger.Ledger. Each method raises TemporarilyUnavailable while the database can't be reached."""

    database: Database

    def find(self, idempotency_key: str) -> Payment | None:
        """The payment of a key, or None."""
        return self.database.transaction(lambda session: _found(session, sql.FIND_BY_KEY, key=idempotency_key))

    def get(self, payment_id: str) -> Payment | None:
        """The payment of an id, which must be a UUID, or None."""
        return self.database.transaction(lambda session: _found(session, sql.FIND_BY_ID, payment_id=payment_id))

    def record(self, payment: Payment) -> Payment:
        """The payment, its entry and its outbox note in one transaction, or the payment that has the key."""
        return self.database.transaction(lambda session: _record(session, payment))

    def relay(self, payment_id: str, deliver: Callable[[Payment], None]) -> None:
        """Holds the outbox note while delivering: whoever comes second waits, and finds nothing left to do."""

        def hold_deliver_settle(session: Session) -> None:
            if not session.run(sql.HOLD_DELIVERY, payment_id=payment_id):
                return
            payment = _found(session, sql.FIND_BY_ID, payment_id=payment_id)
            if payment is not None:
                deliver(payment)
            session.run(sql.SETTLE_DELIVERY, payment_id=payment_id)

        self.database.transaction(hold_deliver_settle)

    def overdue(self, limit: int) -> Sequence[str]:
        """Ids of payments whose note is older than a minute, in no order."""
        return self.database.transaction(
            lambda session: [str(row[0]) for row in session.run(sql.OVERDUE, maximum=limit)]
        )


def _record(session: Session, payment: Payment) -> Payment:
    if not session.run(sql.CLAIM_KEY, **_row(payment)):
        taken = _found(session, sql.FIND_BY_KEY, key=payment.idempotency_key)
        if taken is None:
            raise LookupError("a key was taken by a payment that can't be seen")
        return taken
    postings = postings_for(payment)
    if postings:
        session.run(sql.BOOK_ENTRY, payment_id=payment.payment_id)
    for posting in postings:
        session.run(sql.OPEN_ACCOUNT, account=posting.account)
        session.run(
            sql.BOOK_POSTING,
            payment_id=payment.payment_id,
            account=posting.account,
            amount=posting.amount.minor_units,
            currency=posting.amount.currency,
        )
    session.run(sql.NOTE_DELIVERY, payment_id=payment.payment_id)
    return payment


def _row(payment: Payment) -> dict[str, Any]:
    request = payment.request
    return {
        "payment_id": payment.payment_id,
        "idempotency_key": payment.idempotency_key,
        "fingerprint": payment.fingerprint,
        "amount": request.amount.minor_units,
        "currency": request.amount.currency,
        "merchant_id": request.merchant_id,
        "customer_id": request.customer_id,
        "card_token": request.card_token,
        "card_country": request.card_country,
        "reference": request.reference,
        "decision": payment.assessment.decision,
        "score": payment.assessment.score,
        "reasons": list(payment.assessment.reasons),
        "created_at": payment.created_at,
    }


def _found(session: Session, statement: str, **parameters: Any) -> Payment | None:
    rows = session.run(statement, **parameters)
    return _payment(*rows[0]) if rows else None


def _payment(
    payment_id: Any,
    idempotency_key: str,
    fingerprint: str,
    amount: int,
    currency: str,
    merchant_id: str,
    customer_id: str,
    card_token: str,
    card_country: str,
    reference: str | None,
    decision: Any,
    score: int,
    reasons: Sequence[str],
    created_at: Any,
) -> Payment:
    return Payment(
        payment_id=str(payment_id),
        idempotency_key=idempotency_key,
        fingerprint=fingerprint,
        request=PaymentRequest(
            amount=Money(amount, currency),
            merchant_id=merchant_id,
            customer_id=customer_id,
            card_token=card_token,
            card_country=card_country,
            reference=reference,
        ),
        assessment=Assessment(decision=decision, score=score, reasons=tuple(reasons)),
        created_at=created_at,
    )
