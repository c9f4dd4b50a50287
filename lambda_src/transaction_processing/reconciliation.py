"""Reconcile the transactions table with the ledger: `{"task": "reconcile"}` in place of a request.

Each call goes as far as its time allows and stores a checkpoint; the next call resumes there, and a finished walk is
followed by another on the next day, so that many calls a night make one walk. A record that is missing or differs from
the ledger is written again. After the ledger the table is scanned: a record without a payment in the ledger, as after a
restore of the database, is reported and stays, as it may be all that is left of a payment. The last call compares the
sums.

With `report` the caller keeps the checkpoint instead: `{}` begins, and the returned report resumes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from adapters.deadline import remaining_seconds
from adapters.logs import logger
from adapters.metrics import count
from payments.reconciliation import ReconciliationFindings, unbalanced
from transaction_processing import wiring

_PAGE_SIZE: Final = 100
_RECORDS_PAGE_SIZE: Final = 500
_RECORD_PREFIX: Final = "record:"
_MAX_LOGGED: Final = 100
_FIRST: Final = "00000000-0000-0000-0000-000000000000"
# More than one statement may take, and the checkpoint after it.
_SECONDS_TO_END: Final = 8.0


def is_reconciliation_event(event: object) -> bool:
    """Return whether an event asks for a reconciliation. No caller of the API can send such an event."""
    return isinstance(event, Mapping) and event.get("task") == "reconcile"


def reconcile(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return the report so far; `next` is the last id or record, null at the end. Raises TemporarilyUnavailable."""
    if "report" in event:
        report = _new_report(event["report"])
        _walk(report)
        return report
    return _resume()


def _resume() -> dict[str, Any]:
    """Return the report of today's walk, resumed or finished by any call, or of an earlier one that has
    not finished.
    """
    checkpoint = wiring.reconciliation_checkpoint()
    saved, earlier = checkpoint.read()
    today = _today().isoformat()
    if earlier and earlier["next"] is None:
        if earlier["begun"] == today:
            return dict(earlier)
        earlier = {}
    report = _new_report(earlier)
    if report["begun"] != today:
        count("ReconciliationLate", begun=report["begun"])
    try:
        _walk(report)
    finally:
        # Also after an error: what was walked must not be walked again.
        if not checkpoint.save(saved, report):
            logger.info("reconciled_at_once")
    return report


def _new_report(earlier: Mapping[str, Any]) -> dict[str, Any]:
    begun = earlier.get("begun") or _today().isoformat()
    return {"begun": begun, **ReconciliationFindings.of(earlier).report(), "next": earlier.get("next") or _FIRST}


def _walk(report: dict[str, Any]) -> None:
    """Update the report after each page, so that it is true wherever the walk ends."""
    findings = ReconciliationFindings.of(report)
    while report["next"] is not None and remaining_seconds() > _SECONDS_TO_END:
        last = _advance(findings, report["next"])
        if last is None:
            _finish(findings, report)
        report.update(findings.report(), next=last)
    logger.info("reconciled", report=report)


def _advance(findings: ReconciliationFindings, after: str) -> str | None:
    """Return the position after the next page: an id of the ledger, then records by their ids."""
    if after.startswith(_RECORD_PREFIX):
        return _count_records(findings, after.removeprefix(_RECORD_PREFIX))
    return _compare_page(findings, after) or _count_records(findings, None)


def _count_records(findings: ReconciliationFindings, after: str | None) -> str | None:
    """Return the last record, or None at the end. A payment is in the ledger before its record is here."""
    payment_ids, last = wiring.transactions().scan_ids(after, _RECORDS_PAGE_SIZE)
    unknown = wiring.ledger().ids_without_payment(payment_ids)
    findings.count_records(payment_ids, unknown)
    if unknown:
        count("RecordsUnknown", payments=list(unknown[:_MAX_LOGGED]))
    return None if last is None else f"{_RECORD_PREFIX}{last}"


def _compare_page(findings: ReconciliationFindings, after: str) -> str | None:
    """Return the last id, or None if there are no more payments."""
    transactions = wiring.transactions()
    page = wiring.ledger().page_of_postings(after=after, limit=_PAGE_SIZE)
    if not page:
        return None
    to_repair = findings.compare(page, transactions.get_many([postings.payment.payment_id for postings in page]))
    if to_repair:
        transactions.put(to_repair)
        count("RecordsRepaired", payments=[payment.payment_id for payment in to_repair])
    return page[-1].payment.payment_id


def _finish(findings: ReconciliationFindings, report: dict[str, Any]) -> None:
    since = date.fromisoformat(report["begun"]) - timedelta(days=1)
    findings.unbalanced += unbalanced(wiring.ledger().daily_sums(since.isoformat()))
    report["differences"] = findings.differences()
    count("ReconciliationEnded")
    if findings.unbalanced or report["differences"] or findings.unknown:
        count("LedgerDiffers")
        logger.error(
            "ledger_differs",
            unbalanced=findings.unbalanced,
            differences=report["differences"],
            unknown=findings.unknown_payments,
        )


def _today() -> date:
    return datetime.now(timezone.utc).date()
