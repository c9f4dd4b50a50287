"""The ledger in Aurora PostgreSQL: each method calls one function of the database, which is one transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from adapters.database import Database
from adapters.ledger_rows import payment_to_row, row_to_payment, row_to_payment_or_none, to_datetime, with_undelivered
from payments.errors import (
    CurrencyMismatch,
    PaymentError,
    PaymentNotApproved,
    PaymentNotFound,
    PaymentNotInReview,
    RefundTooLarge,
)
from payments.fraud import Decision
from payments.money import Money
from payments.payment import PAYMENT_ID_PATTERN, Payment
from payments.reconciliation import PaymentPostings
from payments.refunds import RefundEntry, RefundRequest

_OVERDUE: Final = "1 minute"
# Longer than an invocation, which has ended before others may lease its rows.
_LEASE: Final = "2 minutes"
_REFUSALS: Final[Mapping[str, type[PaymentError]]] = {
    "not_found": PaymentNotFound,
    "not_approved": PaymentNotApproved,
    "not_in_review": PaymentNotInReview,
    "exceeds": RefundTooLarge,
    "currency": CurrencyMismatch,
}


@dataclass(frozen=True, slots=True)
class AuroraLedger:
    """Implements payments.ledger.Ledger and Outbox. Each method raises TemporarilyUnavailable."""

    database: Database

    def find(self, idempotency_key: str, scope: str = "") -> Payment | None:
        """Return the payment of a key in its scope, or one of that key from before scopes, or None."""
        return row_to_payment_or_none(self.database.call("find_payment", scope, idempotency_key))

    def get(self, payment_id: str) -> Payment | None:
        """Return the payment of an id, which must be a UUID, or None."""
        return row_to_payment_or_none(self.database.call("get_payment", payment_id))

    def record(self, payment: Payment) -> Payment:
        """Record the payment, its entry and its outbox row, or return the payment that has the key. Raises
        OutcomeUnknown.
        """
        taken = self.database.call("record_payment", json.dumps(payment_to_row(payment)), writes=True)
        return row_to_payment_or_none(taken) or with_undelivered(payment)

    def refund(self, request: RefundRequest) -> RefundEntry:
        """Book a refund or reversal. Raises PaymentNotFound, PaymentNotApproved, RefundTooLarge, CurrencyMismatch,
        OutcomeUnknown.
        """
        row = {
            "kind": request.kind,
            "paymentId": request.payment_id,
            "entryId": request.entry_id,
            "amount": request.minor_units,
            "currency": request.currency,
            "reference": request.reference,
        }
        result = self._call_writing("give_back", row)
        entry = result["entry"]
        return RefundEntry(
            entry_id=entry["entryId"],
            kind=entry["kind"],
            amount=Money.booked(entry["amount"], entry["currency"]),
            reference=entry["reference"],
            created_at=to_datetime(entry["createdAt"]),
            payment=row_to_payment(result["payment"]),
        )

    def decide(self, payment_id: str, decision: Decision, reason: str | None) -> Payment:
        """Record a decision. Raises PaymentNotFound, PaymentNotInReview, OutcomeUnknown."""
        row = {"paymentId": payment_id, "decision": decision, "reason": reason}
        return row_to_payment(self._call_writing("decide_payment", row)["payment"])

    def lease(self, limit: int) -> Sequence[Payment]:
        """Lease payments whose outbox rows are a minute old, those that failed before last."""
        return [row_to_payment(row) for row in self.database.call("lease_deliveries", str(limit), _OVERDUE, _LEASE)]

    def settle(self, payments: Sequence[Payment]) -> Collection[str]:
        """Delete the outbox rows of delivered versions. Returns the ids of those that this call has deleted."""
        delivered = [[payment.payment_id, payment.version] for payment in payments]
        return frozenset(self.database.call("settle_deliveries", json.dumps(delivered)))

    def release(self, payments: Sequence[Payment]) -> None:
        """End the lease of payments that could not be delivered."""
        self.database.call("release_deliveries", json.dumps([payment.payment_id for payment in payments]))

    def outbox_state(self) -> tuple[int, int]:
        """Return the number of outbox rows, and the age of the oldest in seconds."""
        state = self.database.call("outbox_state")
        return state["size"], state["ageSeconds"]

    def page_of_postings(self, *, after: str, limit: int) -> Sequence[PaymentPostings]:
        """Return payments after an id, in the order of ids, each with the sums of its postings."""
        rows = self.database.call("page_of_books", after, str(limit))
        return [
            PaymentPostings(payment=row_to_payment(row), taken=row["taken"], balance=row["balance"]) for row in rows
        ]

    def ids_without_payment(self, payment_ids: Sequence[str]) -> Sequence[str]:
        """Return the ids that have no payment in the ledger, also those that are no UUID."""
        uuids = [payment_id for payment_id in payment_ids if PAYMENT_ID_PATTERN.fullmatch(payment_id)]
        missing: Sequence[str] = self.database.call("ids_without_payment", json.dumps(uuids))
        return [payment_id for payment_id in payment_ids if payment_id not in uuids or payment_id in missing]

    def daily_sums(self, since: str) -> Sequence[Mapping[str, Any]]:
        """Return sums since a day: day, kind, account, currency, entries, and the amount as a text."""
        sums: Sequence[Mapping[str, Any]] = self.database.call("daily_sums", since)
        return sums

    def _call_writing(self, function: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
        result: Mapping[str, Any] = self.database.call(function, json.dumps(row), writes=True)
        refusal = _REFUSALS.get(result["outcome"])
        if refusal is not None:
            raise refusal
        return result
