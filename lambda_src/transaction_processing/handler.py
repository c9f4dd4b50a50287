"""Routes of payments, refunds, reversals, decisions and lists: see the package's docstring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from adapters.api import INTERNAL_ERROR, current_request, http_handler, new_resolver, task_handler
from adapters.list_request import ListRequest
from adapters.logs import logger
from adapters.request_bodies import parse_decision, parse_known_fields, parse_refund, parse_reversal
from payments.errors import PaymentError, PaymentNotFound, TemporarilyUnavailable
from payments.payment import PAYMENT_ID_PATTERN, Payment, idempotency_scope, payment_id_of, payment_response
from payments.refunds import Kind, RefundRequest, refund_response
from payments.request import PaymentRequest
from payments.tenancy import Caller
from transaction_processing import wiring
from transaction_processing.access import require_merchant_access, visible_record
from transaction_processing.migration import RouteResult
from transaction_processing.overdue_deliveries import deliver_overdue, deliver_overdue_after_payment
from transaction_processing.owner_routing import (
    act_at_owner,
    booking_status,
    create_at_owner,
    is_booking_query,
    list_page,
)
from transaction_processing.reconciliation import is_reconciliation_event, reconcile

resolver = new_resolver()


@resolver.post("/payments")
def create_payment() -> RouteResult:
    """Return the payment of an Idempotency-Key: the same response however often it is requested."""
    http = current_request(resolver)
    http.require_json()
    key, (request, refusal) = http.idempotency_key(), parse_known_fields(http.body)
    payment_id = payment_id_of(key, idempotency_scope(request))
    logger.append_keys(payment_id=payment_id)

    def create() -> tuple[dict[str, Any], int]:
        payment = _process(key, request, http.caller(), refusal)
        deliver_overdue_after_payment()
        return payment_response(payment), 201

    return create_at_owner(resolver, key, request, create)


@resolver.post("/payments/<payment_id>/refunds")
def create_refund(payment_id: str) -> RouteResult:
    """Refund a payment in part or in full: once per Idempotency-Key, never more than was taken."""
    return _create_refund("refund", payment_id, parse_refund)


@resolver.post("/payments/<payment_id>/reversal")
def create_reversal(payment_id: str) -> RouteResult:
    """Reverse a payment without refunds. A payment has one reversal, whatever the key."""
    return _create_refund("reversal", payment_id, parse_reversal)


@resolver.post("/payments/<payment_id>/decision")
def decide_payment(payment_id: str) -> RouteResult:
    """Approve or decline a payment in review. The same decision again returns the same response."""
    http = current_request(resolver)
    http.require_json()
    body = parse_decision(http.body)

    def decide() -> tuple[dict[str, Any], int]:
        return payment_response(
            wiring.processor().decide(_authorized_id(payment_id), body["decision"], body.get("reason"))
        ), 200

    return act_at_owner(resolver, payment_id, decide, writes=True)


@resolver.get("/payments/<payment_id>")
def get_payment(payment_id: str) -> RouteResult:
    """Return a payment, from the ledger if its record has not been written yet."""

    def get() -> tuple[dict[str, Any], int]:
        known, caller = _valid_id(payment_id), current_request(resolver).caller()
        try:
            return dict(visible_record(wiring.transactions().get(known), caller)), 200
        except PaymentNotFound:
            return dict(visible_record(_in_ledger(known), caller)), 200

    return act_at_owner(resolver, payment_id, get, writes=False)


@resolver.get("/merchants/<merchant_id>/payments")
def list_payments(merchant_id: str) -> dict[str, Any]:
    """Return a page of a merchant's payments, newest first; `nextCursor` is null at the end."""
    event = resolver.current_event
    list_request = ListRequest.of(merchant_id, event.resolved_query_string_parameters)
    require_merchant_access(merchant_id, current_request(resolver).caller())
    return list_page(event.raw_event, list_request, wiring.transactions().list_by_merchant)


def _create_refund(kind: Kind, payment_id: str, parse: Callable[[bytes], dict[str, Any]]) -> RouteResult:
    http = current_request(resolver)
    http.require_json()
    key, body = http.idempotency_key(), parse(http.body)

    def give_back() -> tuple[dict[str, Any], int]:
        return refund_response(
            wiring.processor().refund(RefundRequest.of(kind, _authorized_id(payment_id), key, body))
        ), 201

    return act_at_owner(resolver, payment_id, give_back, writes=True)


def _authorized_id(payment_id: str) -> str:
    """Return the id of a payment that the caller may change."""
    known, caller = _valid_id(payment_id), current_request(resolver).caller()
    if caller.enforced:
        # From the ledger: what was recorded a moment ago need not be in the table yet.
        visible_record(_in_ledger(known), caller)
    return known


def _valid_id(payment_id: str) -> str:
    if not PAYMENT_ID_PATTERN.fullmatch(payment_id):
        raise PaymentNotFound
    logger.append_keys(payment_id=payment_id)
    return payment_id


def _in_ledger(payment_id: str) -> dict[str, Any] | None:
    payment = wiring.ledger().get(payment_id)
    return None if payment is None else payment_response(payment)


def _process(key: str, request: PaymentRequest, caller: Caller, refusal: PaymentError | None) -> Payment:
    try:
        return wiring.processor().process(key, request, caller, refusal)
    except PaymentError:
        raise
    except Exception:
        _notify_failure(payment_id_of(key, idempotency_scope(request)), request)
        raise


def _notify_failure(payment_id: str, request: PaymentRequest) -> None:
    """Notify operators of an internal error, which needs them. The caller gets a response even if that fails."""
    try:
        wiring.notifications().publish_failed(
            payment_id, request, reason=INTERNAL_ERROR, correlation_id=logger.get_correlation_id()
        )
    except TemporarilyUnavailable:
        logger.error("broken_payment_not_told")


serve_request: Final = http_handler(resolver, when_idle=deliver_overdue)
_reconcile: Final = task_handler(reconcile)
_report_booking: Final = task_handler(lambda event: booking_status(event["paymentId"]))


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Handle what Lambda is invoked with: a request, a reconciliation, or a query whether a payment is booked."""
    if is_reconciliation_event(event):
        return _reconcile(event, context)
    if is_booking_query(event):
        return _report_booking(event, context)
    return serve_request(event, context)
