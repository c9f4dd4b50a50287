"""Compare the read model with the ledger, and the ledger with itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from payments.payment import Payment, payment_response

Record = Mapping[str, Any]
_State = Literal["right", "waiting", "missing", "different"]
_MOST_NAMED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPostings:
    """A payment and its postings at one moment: `taken` less what was given back, and their `balance`,
    which must be 0.
    """

    payment: Payment
    taken: int
    balance: int


@dataclass(slots=True, kw_only=True)
class ReconciliationFindings:
    """The findings of a reconciliation so far. By currency: `held` is what the records say is taken and not given back,
    `taken` is what the postings say. `waiting`: payments in the outbox, whose record is still to come. `unknown`: of
    the `records`, those without a payment in the ledger.
    """

    checked: int = 0
    waiting: int = 0
    missing: int = 0
    different: int = 0
    held: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    unbalanced: list[str] = field(default_factory=list)
    records: int = 0
    unknown: int = 0
    unknown_payments: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> ReconciliationFindings:
        """Read the findings of an earlier report, which may be empty."""
        return cls(
            checked=report.get("checked", 0),
            waiting=report.get("waiting", 0),
            missing=report.get("missing", 0),
            different=report.get("different", 0),
            held=Counter(report.get("held", {})),
            taken=Counter(report.get("taken", {})),
            unbalanced=list(report.get("unbalanced", [])),
            records=report.get("records", 0),
            unknown=report.get("unknown", 0),
            unknown_payments=list(report.get("unknownPayments", [])),
        )

    def report(self) -> dict[str, Any]:
        """Return the findings as JSON, for `of`."""
        return {
            "checked": self.checked,
            "waiting": self.waiting,
            "missing": self.missing,
            "different": self.different,
            "held": dict(self.held),
            "taken": dict(self.taken),
            "unbalanced": self.unbalanced,
            "records": self.records,
            "unknown": self.unknown,
            "unknownPayments": self.unknown_payments,
        }

    def compare(self, payments: Sequence[PaymentPostings], records: Mapping[str, Record]) -> Sequence[Payment]:
        """Compare payments with their records, and return those whose record must be written again."""
        to_repair = []
        for postings in payments:
            record = records.get(postings.payment.payment_id)
            state = _state(record, postings.payment)
            self.checked += 1
            if state != "right":
                setattr(self, state, getattr(self, state) + 1)
            if state in ("missing", "different"):
                to_repair.append(postings.payment)
            self._sum(postings, record if state == "right" else None)
        return to_repair

    def count_records(self, payment_ids: Sequence[str], without_payment: Sequence[str]) -> None:
        """Count records, and those without a payment in the ledger; the first hundred are named."""
        self.records += len(payment_ids)
        self.unknown += len(without_payment)
        self.unknown_payments += without_payment[: _MOST_NAMED - len(self.unknown_payments)]

    def differences(self) -> dict[str, int]:
        """Return `taken` less `held` by currency, where it is not zero."""
        difference = Counter(self.taken)
        difference.subtract(self.held)
        return {currency: total for currency, total in sorted(difference.items()) if total}

    def _sum(self, postings: PaymentPostings, record: Record | None) -> None:
        """Add up both sides. A record that is still to come, or newer than the postings, counts as the payment."""
        current = payment_response(postings.payment)
        counted = current if record is None or record["version"] > postings.payment.version else record
        if counted["status"] == "approved":
            self.held[counted["currency"]] += counted["amount"] - counted["refundedAmount"]
        if postings.taken:
            self.taken[current["currency"]] += postings.taken
        if postings.balance and len(self.unbalanced) < _MOST_NAMED:
            self.unbalanced.append(postings.payment.payment_id)


def unbalanced(sums: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    """Return the days and currencies whose entries do not add up to zero, from daily sums."""
    totals: Counter[str] = Counter()
    for daily in sums:
        totals[f"{daily['day']} {daily['currency']}"] += int(daily["amount"])
    return sorted(name for name, total in totals.items() if total)


def _state(record: Record | None, payment: Payment) -> _State:
    """Return a record's state. One of a later version than was read is right: it was written since."""
    if record is not None and (record["version"] > payment.version or record == payment_response(payment)):
        return "right"
    if payment.undelivered and (record is None or record["version"] < payment.version):
        return "waiting"
    return "missing" if record is None else "different"
