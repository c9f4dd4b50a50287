"""Reconciles the transactions table with the ledger: `{"task": "reconcile"}` in place of a request.

Each call goes as far as its time allows; it answers where it stopped, and is called again with that answer. Whatever
record is missing or not what the ledger says is written again. The last call holds the sums against each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from adapters.deadline import remaining
from adapters.logs import logger
from adapters.metrics import count
from payments.reconciliation import Findings, differences, unbalanced
from transaction_processing import wiring

_PAGE: Final = 100
_FIRST: Final = "00000000-0000-0000-0000-000000000000"
_SINCE: Final = "1970-01-01"
_SECONDS_TO_END: Final = 6.0


def is_asked_for(event: object) -> bool:
    """Whether an event is no request, but asks for a reconciliation. No caller of the API can write such an event."""
    return isinstance(event, Mapping) and event.get("task") == "reconcile"


def reconcile(event: Mapping[str, Any]) -> dict[str, Any]:
    """The report so far; `next` is the last id, or null at the end. Raises TemporarilyUnavailable."""
    earlier = event.get("report", {})
    findings = Findings(
        checked=earlier.get("checked", 0),
        missing=earlier.get("missing", 0),
        different=earlier.get("different", 0),
        held=Counter(earlier.get("held", {})),
    )
    last = _walk(findings, earlier.get("next") or _FIRST)
    report = {
        "checked": findings.checked,
        "missing": findings.missing,
        "different": findings.different,
        "held": dict(findings.held),
        "next": last,
        **(_sums(findings) if last is None else {}),
    }
    logger.info("reconciled", report=report)
    return report


def _walk(findings: Findings, last: str) -> str | None:
    ledger, transactions = wiring.ledger(), wiring.transactions()
    while remaining() > _SECONDS_TO_END:
        payments = ledger.page(after=last, limit=_PAGE)
        if not payments:
            return None
        wrong = findings.compare(payments, transactions.get_many([payment.payment_id for payment in payments]))
        if wrong:
            transactions.put(wrong)
            count("RecordsRepaired", payments=[payment.payment_id for payment in wrong])
        last = payments[-1].payment_id
    return last


def _sums(findings: Findings) -> dict[str, Any]:
    sums = wiring.ledger().daily_sums(_SINCE)
    report = {"unbalanced": list(unbalanced(sums)), "differences": dict(differences(sums, findings.held))}
    if any(report.values()):
        count("LedgerDiffers")
        logger.error("ledger_differs", report=report)
    return report
