"""Resolve claims whose outcome is unknown: `{"action": "status"}` in place of a request, every minute.

The owner is asked. If it has the payment, it is booked; if not, it may still be booking it, and after a while no
longer: then the claim is as open as a new one, and its owner's retry decides.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

from aws_lambda_powertools.metrics import MetricUnit

from adapters.deadline import remaining_seconds
from adapters.logs import logger
from adapters.metrics import measure
from payment_relay import wiring
from payments.claims import BLUE, IN_FLIGHT_SECONDS, Claim
from payments.errors import TemporarilyUnavailable

_BATCH_SIZE: Final = 100
_SECONDS_TO_END: Final = 6.0
_UNUSED_ID: Final = "00000000-0000-0000-0000-000000000000"


def is_status_event(event: object) -> bool:
    """Return whether an event asks to resolve claims. No caller of the API can send such an event."""
    return isinstance(event, Mapping) and event.get("action") == "status" and "httpMethod" not in event


def resolve_unknown_outcomes() -> dict[str, Any]:
    """Return how many outcomes are unknown (of at most a hundred), the age of the oldest, and how many
    were resolved.
    """
    found = wiring.claims().with_unknown_outcome(_BATCH_SIZE)
    unresolved = [claim for claim in found if not _resolved(claim)]
    age = max((_age(claim) for claim in unresolved), default=0.0)
    measure("UnknownPayments", len(unresolved), MetricUnit.Count)
    measure("OldestUnknownPaymentSeconds", int(age), MetricUnit.Seconds)
    status = {
        "unknown": len(unresolved),
        "oldestUnknownSeconds": int(age),
        "resolved": len(found) - len(unresolved),
        "reachesOnPremises": _is_on_premises_reachable(),
    }
    logger.info("unknown_outcomes", status=status)
    return status


def _is_on_premises_reachable() -> bool:
    """Return whether on-premises answers for an id that nobody has."""
    try:
        wiring.booking().find(_UNUSED_ID)
    except TemporarilyUnavailable:
        return False
    return True


def _resolved(claim: Claim) -> bool:
    if remaining_seconds() < _SECONDS_TO_END:
        return False
    try:
        booked = _is_booked(claim)
        if booked is None or not (booked or _age(claim) > IN_FLIGHT_SECONDS):
            return False
        wiring.claims().record_outcome(claim.payment_id, claim.colour, "booked" if booked else "open")
    except TemporarilyUnavailable as fault:
        logger.warning("unknown_outcome_not_asked_for", kind=type(fault).__name__)
        return False
    return True


def _is_booked(claim: Claim) -> bool | None:
    """Return whether the owner has booked it, or None if it does not say."""
    if claim.colour == BLUE:
        return wiring.booking().find(claim.payment_id) is not None
    booked = wiring.green().run_task({"task": "booked", "paymentId": claim.payment_id}).get("booked")
    return booked if isinstance(booked, bool) else None


def _age(claim: Claim) -> float:
    return time.time() - (claim.unknown_since or time.time())
