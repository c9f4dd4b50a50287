"""Payments, what is done to them later, and what can be read of them: the routes are in the package's docstring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from adapters.api import INTERNAL_ERROR, current_request, new_resolver, serve, task
from adapters.bodies import decision_body, known_request, refund_body, reversal_body
from adapters.lists import Asked
from adapters.logs import logger
from payments.corrections import GiveBack, Kind, entry_answer
from payments.errors import PaymentError, PaymentNotFound, TemporarilyUnavailable
from payments.payment import PAYMENT_IDS, Payment, answer, payment_id_of, scope_of
from payments.request import PaymentRequest
from payments.tenancy import Caller
from transaction_processing import wiring
from transaction_processing.access import own, require_merchant
from transaction_processing.migration import Answered
from transaction_processing.overdue import deliver_overdue, deliver_overdue_after_payment
from transaction_processing.owners import booked, is_asked_whether_booked, listed, owned, where_it_is
from transaction_processing.reconciliation import is_asked_for, reconcile

resolver = new_resolver()


@resolver.post("/payments")
def create_payment() -> Answered:
    """The payment of an Idempotency-Key: the same answer however often it is asked for."""
    http = current_request(resolver)
    http.require_json()
    key, (request, refusal) = http.idempotency_key(), known_request(http.body)
    payment_id = payment_id_of(key, scope_of(request))
    logger.append_keys(payment_id=payment_id)

    def create() -> tuple[dict[str, Any], int]:
        payment = _processed(key, request, http.caller(), refusal)
        deliver_overdue_after_payment()
        return answer(payment), 201

    return owned(resolver, key, request, create)


@resolver.post("/payments/<payment_id>/refunds")
def create_refund(payment_id: str) -> Answered:
    """Gives back a part of a payment or what is left of it: once an Idempotency-Key, never more than was taken."""
    return _given_back("refund", payment_id, refund_body)


@resolver.post("/payments/<payment_id>/reversal")
def create_reversal(payment_id: str) -> Answered:
    """Gives back a whole payment of which nothing was refunded. There is one reversal, whoever asks for it again."""
    return _given_back("reversal", payment_id, reversal_body)


@resolver.post("/payments/<payment_id>/decision")
def decide_payment(payment_id: str) -> Answered:
    """Approves or declines a payment in review. The same decision again gives the same answer."""
    http = current_request(resolver)
    http.require_json()
    body = decision_body(http.body)

    def decide() -> tuple[dict[str, Any], int]:
        return answer(wiring.processor().decide(_own_id(payment_id), body["decision"], body.get("reason"))), 200

    return where_it_is(resolver, payment_id, decide, writes=True)


@resolver.get("/payments/<payment_id>")
def get_payment(payment_id: str) -> Answered:
    """A payment. One whose record has not been written yet is found in the ledger."""

    def get() -> tuple[dict[str, Any], int]:
        known, caller = _known_id(payment_id), current_request(resolver).caller()
        try:
            return dict(own(wiring.transactions().get(known), caller)), 200
        except PaymentNotFound:
            return dict(own(_in_ledger(known), caller)), 200

    return where_it_is(resolver, payment_id, get, writes=False)


@resolver.get("/merchants/<merchant_id>/payments")
def list_payments(merchant_id: str) -> dict[str, Any]:
    """A page of a merchant's payments, newest first; `nextCursor` leads to the next one, null ends the list."""
    event = resolver.current_event
    asked = Asked.of(merchant_id, event.resolved_query_string_parameters)
    require_merchant(merchant_id, current_request(resolver).caller())
    return listed(event.raw_event, asked, wiring.transactions().of_merchant)


def _given_back(kind: Kind, payment_id: str, parse: Callable[[bytes], dict[str, Any]]) -> Answered:
    http = current_request(resolver)
    http.require_json()
    key, body = http.idempotency_key(), parse(http.body)

    def give_back() -> tuple[dict[str, Any], int]:
        return entry_answer(wiring.processor().give_back(GiveBack.of(kind, _own_id(payment_id), key, body))), 201

    return where_it_is(resolver, payment_id, give_back, writes=True)


def _own_id(payment_id: str) -> str:
    """The id of a payment that the caller may change."""
    known, caller = _known_id(payment_id), current_request(resolver).caller()
    if caller.enforced:
        # From the ledger: what was recorded a moment ago need not be in the table yet.
        own(_in_ledger(known), caller)
    return known


def _known_id(payment_id: str) -> str:
    if not PAYMENT_IDS.fullmatch(payment_id):
        raise PaymentNotFound
    logger.append_keys(payment_id=payment_id)
    return payment_id


def _in_ledger(payment_id: str) -> dict[str, Any] | None:
    payment = wiring.ledger().get(payment_id)
    return None if payment is None else answer(payment)


def _processed(key: str, request: PaymentRequest, caller: Caller, refusal: PaymentError | None) -> Payment:
    try:
        return wiring.processor().process(key, request, caller, refusal)
    except PaymentError:
        raise
    except Exception:
        _tell_of_broken(payment_id_of(key, scope_of(request)), request)
        raise


def _tell_of_broken(payment_id: str, request: PaymentRequest) -> None:
    """What is broken does not mend itself: somebody must look. The caller is answered even if nobody can be told."""
    try:
        wiring.notices().broken(payment_id, request, reason=INTERNAL_ERROR, correlation_id=logger.get_correlation_id())
    except TemporarilyUnavailable:
        logger.error("broken_payment_not_told")


serve_request: Final = serve(resolver, when_idle=deliver_overdue)
_reconcile: Final = task(reconcile)
_say_whether_booked: Final = task(lambda event: booked(event["paymentId"]))


def handler(event: Any, context: Any) -> dict[str, Any]:
    """The function that Lambda calls: for a request, to reconcile, or to say whether a payment is booked."""
    if is_asked_for(event):
        return _reconcile(event, context)
    if is_asked_whether_booked(event):
        return _say_whether_booked(event, context)
    return serve_request(event, context)
