"""The routes of payments, for those that blue owns: the package's docstring says how they get there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

from adapters.api import answered, current_request, new_resolver, serve, task
from adapters.bodies import decision_body, payment_request, refund_body, reversal_body
from adapters.handover import is_handed_over
from adapters.lists import Asked, TwoLists, page_of
from adapters.logs import logger
from adapters.requests import HttpRequest
from payment_relay import wiring
from payment_relay.access import require
from payment_relay.answers import Answer, answer_of, refusal_of
from payment_relay.on_premises import Forwarded
from payment_relay.unknown import is_asked_for, resolve
from payments.claims import BLUE, GREEN
from payments.errors import (
    MerchantNotFound,
    PaymentError,
    PaymentNotFound,
    PaymentReadOnly,
    TemporarilyUnavailable,
)
from payments.payment import payment_id_of, scope_of
from payments.schema import IDENTIFIERS

_NAMED: Final = re.compile(r"[ -~]{1,2048}")

resolver = new_resolver()


@resolver.post("/payments")
def create_payment() -> Response[str]:
    """The payment of an Idempotency-Key, by the system that owns it."""
    http = current_request(resolver)
    http.require_json()
    key, request = http.idempotency_key(), payment_request(http.body)
    require(request.merchant_id, http.caller(), MerchantNotFound)
    payment_id = _logged(payment_id_of(key, scope_of(request)))
    booking = wiring.booking()
    claim = booking.claim(payment_id, _forwarded("/payments"))
    if claim.colour != BLUE:
        return _handed_over(writes=True)
    return _passed_on(booking.take(claim, request, _forwarded("/payments")), 201)


@resolver.post("/payments/<payment_id>/refunds")
def create_refund(payment_id: str) -> Response[str]:
    """A refund, by the owner of the payment."""
    return _changed(payment_id, "refunds", refund_body, keyed=True)


@resolver.post("/payments/<payment_id>/reversal")
def create_reversal(payment_id: str) -> Response[str]:
    """A reversal, by the owner of the payment."""
    return _changed(payment_id, "reversal", reversal_body, keyed=True)


@resolver.post("/payments/<payment_id>/decision")
def decide_payment(payment_id: str) -> Response[str]:
    """A decision, by the owner of the payment."""
    return _changed(payment_id, "decision", decision_body, keyed=False)


@resolver.get("/payments/<payment_id>")
def get_payment(payment_id: str) -> Response[str]:
    """A payment, by its owner."""
    return _by_owner(payment_id, lambda: _owned(payment_id), writes=False)


@resolver.get("/merchants/<merchant_id>/payments")
def list_payments(merchant_id: str) -> dict[str, Any]:
    """A page of a merchant's payments, of one system or of both."""
    event = resolver.current_event
    asked = Asked.of(merchant_id, event.resolved_query_string_parameters)
    require(merchant_id, current_request(resolver).caller(), MerchantNotFound)
    other = page_of(wiring.green(), GREEN, event.raw_event)
    return TwoLists(colour=BLUE, own=_page, other=other, event=event.raw_event).answer(asked)


def _page(merchant_id: str, limit: int, cursor: str | None) -> dict[str, Any]:
    query = urlencode({"limit": limit, **({} if cursor is None else {"cursor": cursor})})
    page = _answer(_forwarded(f"/merchants/{merchant_id}/payments?{query}")).content
    if not isinstance(page.get("payments"), list) or not isinstance(page.get("nextCursor"), str | None):
        raise TemporarilyUnavailable
    return dict(page)


def _changed(payment_id: str, action: str, parse: Callable[[bytes], object], *, keyed: bool) -> Response[str]:
    http = current_request(resolver)
    http.require_json()
    if keyed:
        http.idempotency_key()
    parse(http.body)

    def change() -> Answer:
        if http.caller().enforced or wiring.booking().read_only:
            _owned(payment_id)
        if wiring.booking().read_only:
            raise PaymentReadOnly
        return _answer(_forwarded(f"/payments/{payment_id}/{action}"))

    return _by_owner(payment_id, change, writes=True)


def _by_owner(payment_id: str, act: Callable[[], Answer], *, writes: bool) -> Response[str]:
    """On-premises answers for what nobody has claimed; what it does not have either may be older than claims, there."""
    if not IDENTIFIERS.fullmatch(payment_id):
        raise PaymentNotFound
    claim = wiring.claims().find(_logged(payment_id))
    if claim is not None and claim.colour != BLUE:
        return _handed_over(writes=writes)
    try:
        return _passed_on(act())
    except PaymentError as refusal:
        if refusal.status != PaymentNotFound.status:
            raise
    if claim is not None or is_handed_over(resolver.current_event.raw_event):
        raise PaymentNotFound
    return _handed_over(writes=writes)


def _owned(payment_id: str) -> Answer:
    """A payment as on-premises has it, for those who may see it."""
    answer = _answer(_forwarded(f"/payments/{payment_id}", method="GET"))
    require(str(answer.content.get("merchantId")), current_request(resolver).caller(), PaymentNotFound)
    return answer


def _answer(forwarded: Forwarded) -> Answer:
    answer = answer_of(wiring.on_premises().send(forwarded), writes=forwarded.writes)
    if not answer.is_good:
        raise refusal_of(answer)
    return answer


def _handed_over(*, writes: bool) -> Response[str]:
    return answered(*wiring.green().answer(resolver.current_event.raw_event, writes=writes))


def _passed_on(answer: Answer, status: int | None = None) -> Response[str]:
    return answered(status or answer.status, answer.text)


def _forwarded(path: str, *, method: str | None = None) -> Forwarded:
    http = current_request(resolver)
    method = method or http.method
    return Forwarded(
        method=method, path=path, headers=_headers(http, method), body=b"" if method == "GET" else http.body
    )


def _headers(http: HttpRequest, method: str) -> Mapping[str, str]:
    """What on-premises is told: the key, who asks, and the correlation id. Nothing else that a caller has written."""
    headers = {"X-Correlation-Id": logger.get_correlation_id() or ""}
    if method != "GET":
        headers["Content-Type"] = "application/json"
        if "idempotency-key" in http.headers:
            headers["Idempotency-Key"] = http.idempotency_key()
    named = http.headers.get("x-caller-arn", ())
    if len(named) == 1 and _NAMED.fullmatch(named[0]):
        headers["X-Caller-Arn"] = named[0]
    return headers


def _logged(payment_id: str) -> str:
    logger.append_keys(payment_id=payment_id)
    return payment_id


serve_request: Final = serve(resolver)
_resolve: Final = task(lambda _: resolve())


def handler(event: Any, context: Any) -> dict[str, Any]:
    """The function that Lambda calls: for a request, or to look after unknown outcomes."""
    if is_asked_for(event):
        return _resolve(event, context)
    return serve_request(event, context)
