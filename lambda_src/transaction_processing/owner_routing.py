"""Route a request to the system of record that owns its payment; with one system, all is handled here.

A payment is claimed before it is screened. Any other request looks into this ledger first, which costs nothing more for
green's payments; what is not there is blue's, unless green has claimed it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.event_handler import ALBResolver

from adapters.api import current_request
from adapters.claims import try_record_outcome
from adapters.list_request import ListRequest
from adapters.payment_lists import FetchPage
from payments.claims import GREEN, Claim
from payments.errors import OutcomeUnknown, PaymentError, PaymentNotFound, TemporarilyUnavailable
from payments.payment import idempotency_scope, payment_id_of
from payments.request import PaymentRequest
from payments.schema import IDENTIFIER_PATTERN
from transaction_processing import wiring
from transaction_processing.access import require_merchant_access
from transaction_processing.migration import CreateRequest, Migration, RouteResult

Action = Callable[[], tuple[dict[str, Any], int]]


def create_at_owner(resolver: ALBResolver, key: str, request: PaymentRequest, create: Action) -> RouteResult:
    """Return the response to a new payment by its owner. Raises a PaymentError."""
    migration = wiring.migration()
    if migration is None:
        return create()
    require_merchant_access(request.merchant_id, current_request(resolver).caller())
    payment_id = payment_id_of(key, idempotency_scope(request))
    create_request = CreateRequest(
        payment_id=payment_id, key=key, request=request, event=resolver.current_event.raw_event
    )
    claim = migration.claim(create_request)
    if claim.colour != GREEN:
        return migration.blue.create(create_request)
    return _create_and_record(migration, claim, create)


def act_at_owner(resolver: ALBResolver, payment_id: str, action: Action, *, writes: bool) -> RouteResult:
    """Return the response to a request for a payment by the system that has it. Raises a PaymentError."""
    try:
        return action()
    except OutcomeUnknown:
        raise
    except (PaymentNotFound, TemporarilyUnavailable) as fault:
        migration = wiring.migration()
        if migration is None or not IDENTIFIER_PATTERN.fullmatch(payment_id):
            raise
        claim = migration.claims.find(payment_id)
        if not _is_blue(claim, may_be_here=not isinstance(fault, PaymentNotFound)):
            raise
    event, caller = resolver.current_event.raw_event, current_request(resolver).caller()
    return migration.blue.handle(payment_id, event, caller, claim, writes=writes)


def list_page(event: Mapping[str, Any], list_request: ListRequest, own_page: FetchPage) -> dict[str, Any]:
    """Return a page of one list or of both. Raises a PaymentError."""
    migration = wiring.migration()
    return (
        own_page(list_request.merchant_id, list_request.limit, list_request.cursor)
        if migration is None
        else migration.blue.page(event, list_request, own_page)
    )


def is_booking_query(event: object) -> bool:
    """Return whether an event asks if a payment is booked. No caller of the API can send such an event."""
    return isinstance(event, Mapping) and event.get("task") == "booked"


def booking_status(payment_id: str) -> dict[str, bool]:
    """Return whether a payment is in the ledger. Raises TemporarilyUnavailable."""
    return {"booked": wiring.ledger().get(payment_id) is not None}


def _is_blue(claim: Claim | None, *, may_be_here: bool) -> bool:
    """Return whether blue has a payment that was not found here. Without a claim it is older than claims: blue's.

    If this ledger is away, a payment without a claim may be in it: only a claim of blue's is routed then.
    """
    return not may_be_here if claim is None else claim.colour != GREEN


def _create_and_record(migration: Migration, claim: Claim, create: Action) -> RouteResult:
    try:
        done = create()
    except OutcomeUnknown:
        try_record_outcome(migration.claims, claim, "unknown")
        raise
    except PaymentError as fault:
        if not isinstance(fault, TemporarilyUnavailable):
            try_record_outcome(migration.claims, claim, "refused")
        raise
    try_record_outcome(migration.claims, claim, "booked")
    return done
