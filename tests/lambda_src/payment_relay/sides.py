"""Asking either side, and what it answers."""

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
SIDES = (BLUE, GREEN)
OTHER = {BLUE: GREEN, GREEN: BLUE}
Told = tuple[int, dict[str, Any]]


def ask(side: str, event: Mapping[str, Any]) -> Told:
    """Status and body."""
    answer = HANDLERS[side](dict(event), Context())
    return answer["statusCode"], json.loads(answer["body"])


def new(**changes: Any) -> tuple[str, dict[str, Any]]:
    """The id of a payment that nobody has asked for yet, and the request for it."""
    key = unique()
    who = {"cardToken": f"tok_{unique()}", "customerId": f"c-{unique()}"}
    body = payment(**{**who, **changes})
    return payment_id_of(key, body["merchantId"]), post_payment(key, body)


def taken(side: str, **changes: Any) -> dict[str, Any]:
    """A payment that a side has taken."""
    status, answer = ask(side, new(**changes)[1])
    assert status == 201, answer
    return answer


def look(payment_id: str) -> dict[str, Any]:
    """GET of a payment."""
    return request("GET", f"/payments/{payment_id}")


def later(payment_id: str, action: str, body: Any = None, key: str | None = None) -> dict[str, Any]:
    """What is done to a payment later."""
    headers = {"idempotency-key": key or unique()}
    return request("POST", f"/payments/{payment_id}/{action}", body=body or {}, headers=headers)


def page(merchant: str = MERCHANT, **query: str) -> dict[str, Any]:
    """GET of a list."""
    return request("GET", f"/merchants/{merchant}/payments", query=query)
