"""Book a payment of blue's: send it once, and look it up if no answer came.

1. look up  if the payment was claimed before, on-premises may have it: then that is the response
2. send     once; without a connection nothing was booked
3. look up  if no answer came. If on-premises has it, it is booked; if not, it may still book it, and the outcome is
            unknown until the owner's retry, or the resolution of unknown outcomes, finds it

Nothing is sent twice within a request, and a retry sends only what on-premises does not have.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from adapters.claims import try_record_outcome
from adapters.logs import logger
from payment_relay.https_exchange import OutgoingRequest
from payment_relay.on_premises import OnPremisesClient
from payment_relay.responses import OnPremisesResponse, parse_response, to_payment_error
from payments.claims import BLUE, GREEN, Claim, Claims
from payments.errors import (
    IdempotencyKeyReused,
    OutcomeUnknown,
    PaymentError,
    PaymentNotFound,
    PaymentTakenElsewhere,
    TemporarilyUnavailable,
)
from payments.on_premises_payments import matches_request
from payments.request import PaymentRequest

_LOOKUP_SECONDS: Final = 3.0
_LOOKUP_HEADERS: Final = ("X-Correlation-Id", "X-Caller-Arn")
_NO_HEADERS: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """`on_premises` is idempotent by key within itself, and answers for a payment by its id.

    `read_only`: nothing is booked there any more, so that its payments can be copied for good.
    """

    claims: Claims
    on_premises: OnPremisesClient
    read_only: bool = False

    def claim(self, payment_id: str, outgoing: OutgoingRequest) -> Claim:
        """Return the claim on a payment: blue's, unless it was green's before. Raises TemporarilyUnavailable.

        If read-only, a new key is green's, and blue's only what on-premises had before claims.
        """
        if not self.read_only:
            return self.claims.claim(payment_id, BLUE)
        known = self.claims.find(payment_id)
        if known is not None:
            return known
        earlier = self.find(payment_id, outgoing.headers) is not None
        return self.claims.claim(payment_id, BLUE if earlier else GREEN)

    def create(self, claim: Claim, request: PaymentRequest, outgoing: OutgoingRequest) -> OnPremisesResponse:
        """Return the booked payment. Raises a PaymentError; after a 503 the request may be repeated."""
        booked = None if claim.is_new and not self.read_only else self.find(claim.payment_id, outgoing.headers)
        if booked is None and self.read_only:
            raise OutcomeUnknown if claim.may_be_in_flight(time.time()) else PaymentTakenElsewhere
        if booked is None:
            booked = self._sent(claim.payment_id, outgoing)
        try_record_outcome(self.claims, claim, "booked")
        if not matches_request(booked.content, request):
            raise IdempotencyKeyReused
        return booked

    def find(self, payment_id: str, headers: Mapping[str, str] = _NO_HEADERS) -> OnPremisesResponse | None:
        """Return a payment as on-premises has it, or None. Raises TemporarilyUnavailable."""
        lookup_headers = {name: value for name, value in headers.items() if name in _LOOKUP_HEADERS}
        lookup = OutgoingRequest(method="GET", path=f"/payments/{payment_id}", headers=lookup_headers)
        response = parse_response(self.on_premises.send(lookup, within_seconds=_LOOKUP_SECONDS), writes=False)
        if response.status == PaymentNotFound.status:
            return None
        if not response.is_success:
            raise TemporarilyUnavailable
        return response

    def _sent(self, payment_id: str, outgoing: OutgoingRequest) -> OnPremisesResponse:
        claim = Claim(payment_id=payment_id, colour=BLUE)
        try:
            response = parse_response(self.on_premises.send(outgoing), writes=True)
        except OutcomeUnknown as fault:
            return self._look_up(claim, outgoing, fault)
        if response.is_success:
            return response
        refusal = to_payment_error(response)
        try_record_outcome(self.claims, claim, "booked" if isinstance(refusal, IdempotencyKeyReused) else "refused")
        raise refusal

    def _look_up(self, claim: Claim, outgoing: OutgoingRequest, fault: PaymentError) -> OnPremisesResponse:
        try_record_outcome(self.claims, claim, "unknown")
        try:
            booked = self.find(claim.payment_id, outgoing.headers)
        except TemporarilyUnavailable:
            booked = None
        if booked is None:
            raise fault
        logger.info("unknown_outcome_resolved")
        return booked
