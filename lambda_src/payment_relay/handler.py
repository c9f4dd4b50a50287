"""Routes of payments for those that blue owns: see the package's docstring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

from adapters.api import current_request, http_handler, json_response, new_resolver, task_handler
from adapters.handover import is_handed_over
from adapters.list_request import ListRequest
from adapters.logs import logger
from adapters.payment_lists import TwoSystemLists, peer_page
from adapters.request_bodies import parse_decision, parse_payment_request, parse_refund, parse_reversal
from payment_relay import wiring
from payment_relay.access import require_merchant_access
from payment_relay.https_exchange import OutgoingRequest
from payment_relay.outgoing_requests import outgoing_request
from payment_relay.responses import OnPremisesResponse, parse_response, to_payment_error
from payment_relay.unknown_outcomes import is_status_event, resolve_unknown_outcomes
from payments.claims import BLUE, GREEN
from payments.errors import (
    MerchantNotFound,
    PaymentError,
    PaymentNotFound,
    PaymentReadOnly,
    TemporarilyUnavailable,
)
from payments.payment import idempotency_scope, payment_id_of
from payments.schema import IDENTIFIER_PATTERN

resolver = new_resolver()


@resolver.post("/payments")
def create_payment() -> Response[str]:
    """Return the payment of an Idempotency-Key, by the system that owns it."""
    http = current_request(resolver)
    http.require_json()
    key, request = http.idempotency_key(), parse_payment_request(http.body)
    require_merchant_access(request.merchant_id, http.caller(), MerchantNotFound)
    payment_id = _log_payment_id(payment_id_of(key, idempotency_scope(request)))
    booking = wiring.booking()
    claim = booking.claim(payment_id, _outgoing_request("/payments"))
    if claim.colour != BLUE:
        return _forward_to_green(writes=True)
    return _to_http_response(booking.create(claim, request, _outgoing_request("/payments")), 201)


@resolver.post("/payments/<payment_id>/refunds")
def create_refund(payment_id: str) -> Response[str]:
    """Refund a payment at its owner."""
    return _change_payment(payment_id, "refunds", parse_refund, keyed=True)


@resolver.post("/payments/<payment_id>/reversal")
def create_reversal(payment_id: str) -> Response[str]:
    """Reverse a payment at its owner."""
    return _change_payment(payment_id, "reversal", parse_reversal, keyed=True)


@resolver.post("/payments/<payment_id>/decision")
def decide_payment(payment_id: str) -> Response[str]:
    """Approve or decline a payment at its owner."""
    return _change_payment(payment_id, "decision", parse_decision, keyed=False)


@resolver.get("/payments/<payment_id>")
def get_payment(payment_id: str) -> Response[str]:
    """Return a payment, by its owner."""
    return _route_to_owner(payment_id, lambda: _visible_payment(payment_id), writes=False)


@resolver.get("/merchants/<merchant_id>/payments")
def list_payments(merchant_id: str) -> dict[str, Any]:
    """Return a page of a merchant's payments, of one system or of both."""
    event = resolver.current_event
    list_request = ListRequest.of(merchant_id, event.resolved_query_string_parameters)
    require_merchant_access(merchant_id, current_request(resolver).caller(), MerchantNotFound)
    other = peer_page(wiring.green(), GREEN, event.raw_event)
    return TwoSystemLists(colour=BLUE, own=_page, other=other, event=event.raw_event).page(list_request)


def _page(merchant_id: str, limit: int, cursor: str | None) -> dict[str, Any]:
    query = urlencode({"limit": limit, **({} if cursor is None else {"cursor": cursor})})
    page = _send(_outgoing_request(f"/merchants/{merchant_id}/payments?{query}")).content
    if not isinstance(page.get("payments"), list) or not isinstance(page.get("nextCursor"), str | None):
        raise TemporarilyUnavailable
    return dict(page)


def _change_payment(payment_id: str, action: str, parse: Callable[[bytes], object], *, keyed: bool) -> Response[str]:
    http = current_request(resolver)
    http.require_json()
    if keyed:
        http.idempotency_key()
    parse(http.body)

    def change() -> OnPremisesResponse:
        if http.caller().enforced or wiring.booking().read_only:
            _visible_payment(payment_id)
        if wiring.booking().read_only:
            raise PaymentReadOnly
        return _send(_outgoing_request(f"/payments/{payment_id}/{action}"))

    return _route_to_owner(payment_id, change, writes=True)


def _route_to_owner(payment_id: str, action: Callable[[], OnPremisesResponse], *, writes: bool) -> Response[str]:
    """Ask on-premises for what has no claim; what it does not have may be green's from before claims."""
    if not IDENTIFIER_PATTERN.fullmatch(payment_id):
        raise PaymentNotFound
    claim = wiring.claims().find(_log_payment_id(payment_id))
    if claim is not None and claim.colour != BLUE:
        return _forward_to_green(writes=writes)
    try:
        return _to_http_response(action())
    except PaymentError as refusal:
        if refusal.status != PaymentNotFound.status:
            raise
    if claim is not None or is_handed_over(resolver.current_event.raw_event):
        raise PaymentNotFound
    return _forward_to_green(writes=writes)


def _visible_payment(payment_id: str) -> OnPremisesResponse:
    """Return a payment as on-premises has it, if the caller may see it."""
    response = _send(_outgoing_request(f"/payments/{payment_id}", method="GET"))
    require_merchant_access(
        str(response.content.get("merchantId")), current_request(resolver).caller(), PaymentNotFound
    )
    return response


def _send(request: OutgoingRequest) -> OnPremisesResponse:
    response = parse_response(wiring.on_premises().send(request), writes=request.writes)
    if not response.is_success:
        raise to_payment_error(response)
    return response


def _forward_to_green(*, writes: bool) -> Response[str]:
    return json_response(*wiring.green().forward(resolver.current_event.raw_event, writes=writes))


def _to_http_response(response: OnPremisesResponse, status: int | None = None) -> Response[str]:
    return json_response(status or response.status, response.text)


def _outgoing_request(path: str, *, method: str | None = None) -> OutgoingRequest:
    return outgoing_request(current_request(resolver), path, method=method)


def _log_payment_id(payment_id: str) -> str:
    logger.append_keys(payment_id=payment_id)
    return payment_id


serve_request: Final = http_handler(resolver)
_resolve: Final = task_handler(lambda _: resolve_unknown_outcomes())


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Handle what Lambda is invoked with: a request, or the resolution of unknown outcomes."""
    if is_status_event(event):
        return _resolve(event, context)
    return serve_request(event, context)
