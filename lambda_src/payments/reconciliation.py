"""Holds the records that are read from against the ledger, and the ledger against itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from payments.ledger import CARD_CLEARING
from payments.payment import Payment, answer

Record = Mapping[str, Any]


@dataclass(slots=True)
class Findings:
    """What was found on the way. `held` is what the records say is taken and not given back, by currency."""

    checked: int = 0
    missing: int = 0
    different: int = 0
    held: Counter[str] = field(default_factory=Counter)

    def compare(self, payments: Sequence[Payment], records: Mapping[str, Record]) -> Sequence[Payment]:
        """Payments whose record must be written again. A record of a later version than was read is left alone."""
        wrong = []
        for payment in payments:
            record = records.get(payment.payment_id)
            self.checked += 1
            self.missing += record is None
            if record is None or _is_wrong(record, payment):
                self.different += record is not None
                wrong.append(payment)
                record = answer(payment)
            if record["status"] == "approved":
                self.held[record["currency"]] += record["amount"] - record["refundedAmount"]
        return wrong


def unbalanced(sums: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    """Days and currencies whose entries do not add up to zero, from daily sums."""
    totals: Counter[str] = Counter()
    for one in sums:
        totals[f"{one['day']} {one['currency']}"] += int(one["amount"])
    return sorted(name for name, total in totals.items() if total)


def differences(sums: Sequence[Mapping[str, Any]], held: Mapping[str, int]) -> Mapping[str, int]:
    """By currency: what the ledger has taken by all its days, less what the records say, where that is not zero."""
    taken: Counter[str] = Counter()
    for one in sums:
        if one["account"] == CARD_CLEARING and one["kind"] in ("sale", "refund", "reversal", "capture"):
            taken[one["currency"]] += int(one["amount"])
    taken.subtract(held)
    return {currency: total for currency, total in sorted(taken.items()) if total}


def _is_wrong(record: Record, payment: Payment) -> bool:
    return bool(record["version"] <= payment.version and record != answer(payment))
