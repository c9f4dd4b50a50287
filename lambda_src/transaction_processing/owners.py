"""Payments by their owner, while there are two systems of record; where there is one, everything is done here.

A payment is claimed before anything of it is done. Whatever else is asked for is looked for in this ledger first, which
costs nothing more for what is green's; what is not there is blue's, unless green has claimed it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.event_handler import ALBResolver

from adapters.api import current_request
from adapters.claims import note
from adapters.lists import Asked, OwnPage
from payments.claims import GREEN, Claim
from payments.errors import OutcomeUnknown, PaymentError, PaymentNotFound, TemporarilyUnavailable
from payments.payment import payment_id_of, scope_of
from payments.request import PaymentRequest
from payments.schema import IDENTIFIERS
from transaction_processing import wiring
from transaction_processing.access import require_merchant
from transaction_processing.migration import Answered, Migration, Wanted

Act = Callable[[], tuple[dict[str, Any], int]]


def owned(resolver: ALBResolver, key: str, request: PaymentRequest, create: Act) -> Answered:
    """A payment that is taken by its owner. Raises a PaymentError."""
    migration = wiring.migration()
    if migration is None:
        return create()
    require_merchant(request.merchant_id, current_request(resolver).caller())
    payment_id = payment_id_of(key, scope_of(request))
    wanted = Wanted(payment_id=payment_id, key=key, request=request, event=resolver.current_event.raw_event)
    claim = migration.claim(wanted)
    if claim.colour != GREEN:
        return migration.blue.take(wanted)
    return _noted(migration, claim, create)


def where_it_is(resolver: ALBResolver, payment_id: str, act: Act, *, writes: bool) -> Answered:
    """What is done to a payment by the system that has it. Raises a PaymentError."""
    try:
        return act()
    except OutcomeUnknown:
        raise
    except (PaymentNotFound, TemporarilyUnavailable) as fault:
        migration = wiring.migration()
        if migration is None or not IDENTIFIERS.fullmatch(payment_id):
            raise
        claim = migration.claims.find(payment_id)
        if not _is_blue(claim, may_be_here=not isinstance(fault, PaymentNotFound)):
            raise
    event, caller = resolver.current_event.raw_event, current_request(resolver).caller()
    return migration.blue.answer(payment_id, event, caller, claim, writes=writes)


def listed(event: Mapping[str, Any], asked: Asked, own: OwnPage) -> dict[str, Any]:
    """A page of one list or of both. Raises a PaymentError."""
    migration = wiring.migration()
    return (
        own(asked.merchant_id, asked.limit, asked.cursor)
        if migration is None
        else migration.blue.page(event, asked, own)
    )


def is_asked_whether_booked(event: object) -> bool:
    """Whether an event is no request, but asks for an outcome. No caller of the API can write such an event."""
    return isinstance(event, Mapping) and event.get("task") == "booked"


def booked(payment_id: str) -> dict[str, bool]:
    """Whether a payment is in the ledger. Raises TemporarilyUnavailable."""
    return {"booked": wiring.ledger().get(payment_id) is not None}


def _is_blue(claim: Claim | None, *, may_be_here: bool) -> bool:
    """A claim of green's without a payment: nobody else has it. What nobody has claimed is older than claims: blue's.

    Where this ledger is away, a payment without a claim may be in it, and blue's own is not held up.
    """
    return not may_be_here if claim is None else claim.colour != GREEN


def _noted(migration: Migration, claim: Claim, create: Act) -> Answered:
    try:
        done = create()
    except OutcomeUnknown:
        note(migration.claims, claim, "unknown")
        raise
    except PaymentError as fault:
        if not isinstance(fault, TemporarilyUnavailable):
            note(migration.claims, claim, "refused")
        raise
    note(migration.claims, claim, "booked")
    return done
