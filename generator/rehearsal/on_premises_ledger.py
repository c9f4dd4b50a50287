"""Keep the ledger of the stand-in on-premises: it books each key of a merchant once, and knows no other ledger."""

from __future__ import annotations

import json
import queue
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from pg8000.exceptions import DatabaseError, InterfaceError  # type: ignore[import-untyped]  # pg8000 has no types

SCHEMA = Path(__file__).with_name("on_premises.sql")
# Both systems give a key the same id: docs/payments.md. From this amount on, somebody must look at a payment.
NAMESPACE = uuid.UUID("8f6e2c0e-7a55-4c1b-9f0b-1f0a3a5a7c11")
REVIEWED_FROM = 500_000
FAULTS = (DatabaseError, InterfaceError, OSError)
_COLUMNS = (
    "payment_id::text, status, amount, currency, merchant_id, customer_id, reference, refunded, version, created_at"
)
_BOOK = f"""
INSERT INTO payments.payments (payment_id, key, merchant_id, customer_id, amount, currency, reference, status)
VALUES (:id, :key, :merchant, :customer, :amount, :currency, :reference, :status)
ON CONFLICT DO NOTHING RETURNING {_COLUMNS}"""
_ENTER = """
INSERT INTO payments.entries (payment_id, kind, key, amount) VALUES (:id, :kind, :key, :amount)
ON CONFLICT DO NOTHING RETURNING entry_number"""


class Refused(Exception):
    """A request that ends in an error answer: its HTTP status and its code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


def payment_id_of(merchant: str, key: str) -> str:
    """Return the id of a merchant's key."""
    return str(uuid.uuid5(NAMESPACE, f"{merchant} {key}"))


@dataclass(slots=True)
class OnPremisesLedger:
    """`connect` opens a session of pg8000; sessions are kept, and given up after a fault."""

    connect: Callable[[], Any]
    _idle: queue.SimpleQueue[Any] = field(default_factory=queue.SimpleQueue)

    def create(self) -> None:
        """Create the schema and its tables in an empty database."""
        with self._session() as session:
            session.run(SCHEMA.read_text(encoding="utf-8"))

    def book(self, key: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Book a payment, or find it booked. Raises Refused where the key was used for another."""
        asked = _asked(key, body)
        with self._transaction() as session:
            rows = session.run(_BOOK, **asked, status=_status(asked["amount"]))
            if rows and rows[0][1] == "approved":
                session.run(_ENTER, id=asked["id"], kind="sale", key="", amount=asked["amount"])
            found = _answer(rows[0]) if rows else self._found(session, asked["id"])
        if [found[name] for name in ("amount", "currency", "customerId")] != [
            asked[name] for name in ("amount", "currency", "customer")
        ]:
            raise Refused(422, "IDEMPOTENCY_KEY_REUSED")
        return found

    def get(self, payment_id: str) -> dict[str, Any]:
        """Return a payment as it is now. Raises Refused."""
        with self._session() as session:
            return self._found(session, payment_id)

    def give_back(self, kind: str, payment_id: str, key: str, amount: int | None) -> dict[str, Any]:
        """Book a refund or a reversal, or find it booked. Raises Refused where it exceeds what was taken."""
        with self._transaction() as session:
            payment = self._found(session, payment_id, "FOR UPDATE")
            left = payment["amount"] - payment["refundedAmount"]
            given = left if amount is None else amount
            named = {"id": payment_id, "kind": kind, "key": "" if kind == "reversal" else key}
            if _entered(session, named) is None:
                _require(payment["status"] == "approved", 409, "PAYMENT_NOT_APPROVED")
                _require(0 < given <= left, 409, "REFUND_TOO_LARGE")
                session.run(_ENTER, **named, amount=given)
                status = "reversed" if kind == "reversal" else "approved"
                moved = given if kind == "refund" else 0
                _change(session, payment_id, status, moved)
            entry, booked, moment = _entered(session, named) or (0, 0, None)
        return {
            "entryId": str(uuid.uuid5(NAMESPACE, f"entry {entry}")),
            "paymentId": payment_id,
            "kind": kind,
            "amount": booked,
            "currency": payment["currency"],
            "createdAt": _moment(moment),
        }

    def decide(self, payment_id: str, decision: str) -> dict[str, Any]:
        """Approve or decline a payment in review, or find it so decided. Raises Refused."""
        wanted = {"approve": "approved", "decline": "declined"}.get(decision)
        _require(wanted is not None, 400, "INVALID_REQUEST")
        with self._transaction() as session:
            payment = self._found(session, payment_id, "FOR UPDATE")
            if payment["status"] == "in_review":
                if wanted == "approved":
                    session.run(_ENTER, id=payment_id, kind="sale", key="", amount=payment["amount"])
                _change(session, payment_id, str(wanted), 0)
            elif payment["status"] != wanted or payment["version"] == 1:
                raise Refused(409, "PAYMENT_NOT_IN_REVIEW")
            return self._found(session, payment_id)

    def page(self, merchant: str, limit: int, cursor: str | None) -> dict[str, Any]:
        """Return a page of a merchant's payments, newest first."""
        created, last = json.loads(cursor) if cursor else ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")
        with self._session() as session:
            rows = session.run(
                f"SELECT {_COLUMNS} FROM payments.payments WHERE merchant_id = :merchant "
                "AND (created_at, payment_id) < (CAST(:created AS timestamptz), CAST(:last AS uuid)) "
                "ORDER BY created_at DESC, payment_id DESC LIMIT :more",
                merchant=merchant,
                created=created,
                last=last,
                more=limit + 1,
            )
        answers = [_answer(row) for row in rows[:limit]]
        more = len(rows) > limit
        following = json.dumps([answers[-1]["createdAt"], answers[-1]["paymentId"]]) if more else None
        return {"payments": answers, "nextCursor": following}

    def close(self) -> None:
        """Close the sessions that are kept."""
        while not self._idle.empty():
            self._idle.get_nowait().close()

    def _found(self, session: Any, payment_id: str, lock: str = "") -> dict[str, Any]:
        try:
            uuid.UUID(payment_id)
        except ValueError:
            raise Refused(404, "PAYMENT_NOT_FOUND") from None
        rows = session.run(
            f"SELECT {_COLUMNS} FROM payments.payments WHERE payment_id = CAST(:id AS uuid) {lock}", id=payment_id
        )
        _require(bool(rows), 404, "PAYMENT_NOT_FOUND")
        return _answer(rows[0])

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        with self._session() as session:
            session.run("BEGIN")
            try:
                yield session
            except Refused:
                session.run("ROLLBACK")
                raise
            session.run("COMMIT")

    @contextmanager
    def _session(self) -> Iterator[Any]:
        """A session of its own for the body; whatever fails in it but a refusal ends it. Raises Refused with 503."""
        session = self._idle_or_new()
        try:
            yield session
        except Refused:
            self._idle.put(session)
            raise
        except FAULTS:
            _close(session)
            raise Refused(503, "UNAVAILABLE") from None
        self._idle.put(session)

    def _idle_or_new(self) -> Any:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            pass
        try:
            return self.connect()
        except FAULTS:
            raise Refused(503, "UNAVAILABLE") from None


def _asked(key: str, body: Mapping[str, Any]) -> dict[str, Any]:
    try:
        merchant, amount = str(body["merchantId"]), int(body["amount"])
        customer, currency = str(body["customerId"]), str(body["currency"])
    except (KeyError, TypeError, ValueError):
        raise Refused(400, "INVALID_REQUEST") from None
    _require(amount > 0, 422, "AMOUNT_TOO_SMALL")
    return {
        "id": payment_id_of(merchant, key),
        "key": key,
        "merchant": merchant,
        "customer": customer,
        "amount": amount,
        "currency": currency,
        "reference": body.get("reference"),
    }


def _status(amount: int) -> str:
    return "in_review" if amount >= REVIEWED_FROM else "approved"


def _entered(session: Any, named: Mapping[str, str]) -> Any:
    rows = session.run(
        "SELECT entry_number, amount, booked_at FROM payments.entries "
        "WHERE payment_id = CAST(:id AS uuid) AND kind = :kind AND key = :key",
        **named,
    )
    return rows[0] if rows else None


def _change(session: Any, payment_id: str, status: str, refunded: int) -> None:
    session.run(
        "UPDATE payments.payments SET status = :status, refunded = refunded + :refunded, version = version + 1 "
        "WHERE payment_id = CAST(:id AS uuid)",
        id=payment_id,
        status=status,
        refunded=refunded,
    )


def _require(holds: bool, status: int, code: str) -> None:
    if not holds:
        raise Refused(status, code)


def _answer(row: Any) -> dict[str, Any]:
    payment_id, status, amount, currency, merchant, customer, reference, refunded, version, created = row
    return {
        "paymentId": payment_id,
        "status": status,
        "amount": amount,
        "currency": currency,
        "merchantId": merchant,
        "customerId": customer,
        "reference": reference,
        "reasons": [],
        "refundedAmount": refunded,
        "version": version,
        "createdAt": _moment(created),
    }


def _moment(moment: datetime | None) -> str:
    return (moment or datetime.now(timezone.utc)).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _close(session: Any) -> None:
    with suppress(*FAULTS):
        session.close()
