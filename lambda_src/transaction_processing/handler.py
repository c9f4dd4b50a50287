"""Payments, what is done to them later, and what can be read of them: the routes are in the package's docstring."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from adapters.api import INTERNAL_ERROR, current_request, new_resolver, serve
from adapters.bodies import decision_body, payment_request, refund_body, reversal_body
from adapters.deadline import invocation
from adapters.logs import logger
from payments.corrections import GiveBack, Kind, entry_answer
from payments.errors import InvalidRequest, PaymentError, PaymentNotFound, TemporarilyUnavailable
from payments.payment import Payment, answer, payment_id_of, scope_of
from payments.request import PaymentRequest
from payments.schema import EXPECTED, IDENTIFIER
from payments.tenancy import Caller
from transaction_processing import wiring
from transaction_processing.access import require_merchant, require_payment_of
from transaction_processing.overdue import deliver_overdue, deliver_overdue_after_payment
from transaction_processing.reconciliation import is_asked_for, reconcile

_PAYMENT_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_IDENTIFIER: Final = re.compile(IDENTIFIER.strip("^$"))
_LIMIT: Final = re.compile(r"[1-9][0-9]?|100")
_USUAL_LIMIT: Final = "20"

resolver = new_resolver()


@resolver.post("/payments")
def create_payment() -> tuple[dict[str, Any], int]:
    """The payment of an Idempotency-Key: the same answer however often it is asked for."""
    http = current_request(resolver)
    http.require_json()
    key = http.idempotency_key()
    payment = _processed(key, payment_request(http.body), http.caller())
    deliver_overdue_after_payment()
    return answer(payment), 201


@resolver.post("/payments/<payment_id>/refunds")
def create_refund(payment_id: str) -> tuple[dict[str, Any], int]:
    """Gives back a part of a payment or what is left of it: once an Idempotency-Key, never more than was taken."""
    return _given_back("refund", payment_id, refund_body)


@resolver.post("/payments/<payment_id>/reversal")
def create_reversal(payment_id: str) -> tuple[dict[str, Any], int]:
    """Gives back a whole payment of which nothing was refunded. There is one reversal, whoever asks for it again."""
    return _given_back("reversal", payment_id, reversal_body)


@resolver.post("/payments/<payment_id>/decision")
def decide_payment(payment_id: str) -> dict[str, Any]:
    """Approves or declines a payment in review. The same decision again gives the same answer."""
    http = current_request(resolver)
    http.require_json()
    body = decision_body(http.body)
    return answer(wiring.processor().decide(_own_id(payment_id), body["decision"], body.get("reason")))


@resolver.get("/payments/<payment_id>")
def get_payment(payment_id: str) -> dict[str, Any]:
    """A payment. One whose record has not been written yet is found in the ledger."""
    known = _known_id(payment_id)
    record = wiring.transactions().get(known) or _in_ledger(known)
    require_payment_of(record["merchantId"], current_request(resolver).caller())
    return record


@resolver.get("/merchants/<merchant_id>/payments")
def list_payments(merchant_id: str) -> dict[str, Any]:
    """A page of a merchant's payments, newest first; `nextCursor` leads to the next one, null ends the list."""
    if not _IDENTIFIER.fullmatch(merchant_id):
        raise InvalidRequest(EXPECTED["merchantId"])
    limit = _query("limit") or _USUAL_LIMIT
    if not _LIMIT.fullmatch(limit):
        raise InvalidRequest("limit must be a whole number, 1 to 100")
    require_merchant(merchant_id, current_request(resolver).caller())
    return wiring.transactions().of_merchant(merchant_id, limit=int(limit), after=_query("cursor"))


def _given_back(kind: Kind, payment_id: str, parse: Callable[[bytes], dict[str, Any]]) -> tuple[dict[str, Any], int]:
    http = current_request(resolver)
    http.require_json()
    key, body = http.idempotency_key(), parse(http.body)
    return entry_answer(wiring.processor().give_back(GiveBack.of(kind, _own_id(payment_id), key, body))), 201


def _own_id(payment_id: str) -> str:
    """The id of a payment that the caller may change."""
    known, caller = _known_id(payment_id), current_request(resolver).caller()
    if caller.enforced:
        # From the ledger: what was recorded a moment ago need not be in the table yet.
        require_payment_of(_in_ledger(known)["merchantId"], caller)
    return known


def _known_id(payment_id: str) -> str:
    if not _PAYMENT_ID.fullmatch(payment_id):
        raise PaymentNotFound
    logger.append_keys(payment_id=payment_id)
    return payment_id


def _in_ledger(payment_id: str) -> dict[str, Any]:
    payment = wiring.ledger().get(payment_id)
    if payment is None:
        raise PaymentNotFound
    return answer(payment)


def _processed(key: str, request: PaymentRequest, caller: Caller) -> Payment:
    payment_id = payment_id_of(key, scope_of(request))
    logger.append_keys(payment_id=payment_id)
    try:
        return wiring.processor().process(key, request, caller)
    except PaymentError:
        raise
    except Exception:
        _tell_of_broken(payment_id, request)
        raise


def _tell_of_broken(payment_id: str, request: PaymentRequest) -> None:
    """What is broken does not mend itself: somebody must look. The caller is answered even if nobody can be told."""
    try:
        wiring.notices().broken(payment_id, request, reason=INTERNAL_ERROR, correlation_id=logger.get_correlation_id())
    except TemporarilyUnavailable:
        logger.error("broken_payment_not_told")


def _query(name: str) -> str | None:
    values = resolver.current_event.resolved_query_string_parameters.get(name, [])
    if len(values) > 1:
        raise InvalidRequest(f"{name} must be given once")
    return values[0] if values else None


serve_request: Final = serve(resolver, when_idle=deliver_overdue)


def handler(event: Any, context: Any) -> dict[str, Any]:
    """The function that Lambda calls: for a request, or to reconcile."""
    if is_asked_for(event):
        with invocation(context):
            return reconcile(event)
    return serve_request(event, context)
