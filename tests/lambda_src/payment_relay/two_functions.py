"""Events for the functions of blue and green, and their invocation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from payment_relay.handler import handler as relay
from payments.claims import BLUE, GREEN
from payments.payment import payment_id_of
from tests.support.lambda_events import Context, payment, post_payment, request, unique
from tests.support.payment_cloud import MERCHANT
from transaction_processing.handler import handler as processing

HANDLERS = {BLUE: relay, GREEN: processing}
COLOURS = (BLUE, GREEN)
OTHER = {BLUE: GREEN, GREEN: BLUE}
StatusAndBody = tuple[int, dict[str, Any]]


def invoke(side: str, event: Mapping[str, Any]) -> StatusAndBody:
    """Return status and body."""
    answer = HANDLERS[side](dict(event), Context())
    return answer["statusCode"], json.loads(answer["body"])


def create_event(**changes: Any) -> tuple[str, dict[str, Any]]:
    """Return the id and the event of a payment that nobody has requested yet."""
    key = unique()
    who = {"cardToken": f"tok_{unique()}", "customerId": f"c-{unique()}"}
    body = payment(**{**who, **changes})
    return payment_id_of(key, body["merchantId"]), post_payment(key, body)


def created(side: str, **changes: Any) -> dict[str, Any]:
    """Create a payment by one of the functions and return it."""
    status, answer = invoke(side, create_event(**changes)[1])
    assert status == 201, answer
    return answer


def get_event(payment_id: str) -> dict[str, Any]:
    """Return the GET of a payment."""
    return request("GET", f"/payments/{payment_id}")


def follow_up_event(payment_id: str, action: str, body: Any = None, key: str | None = None) -> dict[str, Any]:
    """Return the POST of a refund, reversal or decision."""
    headers = {"idempotency-key": key or unique()}
    return request("POST", f"/payments/{payment_id}/{action}", body=body or {}, headers=headers)


def list_event(merchant: str = MERCHANT, **query: str) -> dict[str, Any]:
    """Return the GET of a list."""
    return request("GET", f"/merchants/{merchant}/payments", query=query)
