"""Read on-premises payments from their replicated copy in Aurora, by functions of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from adapters.database import Database
from payments import cursor
from payments.errors import CursorInvalid
from payments.on_premises_payments import BLUE_LEDGER, COLUMNS_BY_FIELD, PaymentRecord
from payments.payment import TIMESTAMP, timestamp

_POSITION: Final = frozenset({"createdAt", "paymentId", "merchantId"})
_SHOWN: Final = (
    *("paymentId", "status", "amount", "currency", "merchantId", "customerId", "reference"),
    *("refundedAmount", "version"),
)


@dataclass(frozen=True, slots=True)
class ReplicatedPayments:
    """Implements payments.on_premises_payments.OnPremisesPayments."""

    database: Database

    def get(self, payment_id: str) -> PaymentRecord | None:
        """Return the payment of a public id, or None."""
        return _record_or_none(self.database.call("get_on_premises_payment", payment_id))

    def find(self, merchant_id: str, key: str) -> PaymentRecord | None:
        """Return the payment of an Idempotency-Key, or None; the copy need not have keys."""
        return _record_or_none(self.database.call("find_on_premises_payment", merchant_id, key))

    def page(self, merchant_id: str, limit: int, after: str | None) -> dict[str, Any]:
        """Return a page, newest first. One row more is read to know whether there is a next page."""
        moment, last = _position(merchant_id, after)
        rows = self.database.call("page_of_on_premises", merchant_id, moment, last, str(limit + 1))
        shown = [_shown(row) for row in rows[:limit]]
        return {"payments": shown, "nextCursor": _cursor(merchant_id, shown[-1]) if len(rows) > limit else None}


def _record_or_none(row: Mapping[str, Any] | None) -> PaymentRecord | None:
    return None if row is None else _shown(row)


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: row[COLUMNS_BY_FIELD[name]] for name in _SHOWN}
    return {**shown, "reasons": [], "createdAt": timestamp(datetime.fromisoformat(row["created_at"])), **BLUE_LEDGER}


def _cursor(merchant_id: str, last: PaymentRecord) -> str:
    return cursor.encode({**{name: str(last[name]) for name in _POSITION}, "merchantId": merchant_id})


def _position(merchant_id: str, after: str | None) -> tuple[str, str]:
    """Return time and id of the last payment shown; for the first page a time after all."""
    if after is None:
        return "infinity", ""
    position = cursor.decode(after, keys=_POSITION, fixed={"merchantId": merchant_id})
    try:
        datetime.strptime(position["createdAt"], TIMESTAMP)
    except ValueError:
        raise CursorInvalid from None
    return position["createdAt"], position["paymentId"]
