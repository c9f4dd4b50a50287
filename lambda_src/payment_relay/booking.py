"""A payment of blue's: sent once, and asked for where no answer came.

1. ask     where the payment was claimed before, on-premises may have it: then that is the answer
2. send    once; where no connection came about, nothing was booked
3. ask     where no answer came. On-premises has it: it is booked. It has not: it may still book it, and the outcome is
           unknown until the owner's retry, or the look at unknown claims, finds it

Nothing is sent a second time within a request, and a retry sends only what on-premises does not have.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from adapters.claims import note
from adapters.logs import logger
from payment_relay.answers import Answer, answer_of, refusal_of
from payment_relay.on_premises import Forwarded, OnPremises
from payments.claims import BLUE, GREEN, Claim, Claims
from payments.errors import (
    IdempotencyKeyReused,
    OutcomeUnknown,
    PaymentError,
    PaymentNotFound,
    PaymentTakenElsewhere,
    TemporarilyUnavailable,
)
from payments.replaced import shows_what_was_asked
from payments.request import PaymentRequest

_ASKING_SECONDS: Final = 3.0
_TOLD_WHEN_ASKED: Final = ("X-Correlation-Id", "X-Caller-Arn")
_NO_HEADERS: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """`on_premises` is idempotent by key within itself, and answers for a payment by its id.

    `read_only`: nothing is booked there any more, so that what it has can be copied for good.
    """

    claims: Claims
    on_premises: OnPremises
    read_only: bool = False

    def claim(self, payment_id: str, forwarded: Forwarded) -> Claim:
        """The claim on a payment: blue's, unless it was green's before. Raises TemporarilyUnavailable.

        Where nothing is booked here any more, a new key is green's, and blue's only what on-premises had before claims.
        """
        if not self.read_only:
            return self.claims.claim(payment_id, BLUE)
        known = self.claims.find(payment_id)
        if known is not None:
            return known
        earlier = self.find(payment_id, forwarded.headers) is not None
        return self.claims.claim(payment_id, BLUE if earlier else GREEN)

    def take(self, claim: Claim, request: PaymentRequest, forwarded: Forwarded) -> Answer:
        """The booked payment. Raises a PaymentError; after a 503 the request may be repeated."""
        booked = None if claim.is_new and not self.read_only else self.find(claim.payment_id, forwarded.headers)
        if booked is None and self.read_only:
            raise OutcomeUnknown if claim.may_be_under_way(time.time()) else PaymentTakenElsewhere
        if booked is None:
            booked = self._sent(claim.payment_id, forwarded)
        note(self.claims, claim, "booked")
        if not shows_what_was_asked(booked.content, request):
            raise IdempotencyKeyReused
        return booked

    def find(self, payment_id: str, headers: Mapping[str, str] = _NO_HEADERS) -> Answer | None:
        """A payment as on-premises has it, or None. Raises TemporarilyUnavailable."""
        told = {name: value for name, value in headers.items() if name in _TOLD_WHEN_ASKED}
        asked = Forwarded(method="GET", path=f"/payments/{payment_id}", headers=told)
        answer = answer_of(self.on_premises.send(asked, within_seconds=_ASKING_SECONDS), writes=False)
        if answer.status == PaymentNotFound.status:
            return None
        if not answer.is_good:
            raise TemporarilyUnavailable
        return answer

    def _sent(self, payment_id: str, forwarded: Forwarded) -> Answer:
        claim = Claim(payment_id=payment_id, colour=BLUE)
        try:
            answer = answer_of(self.on_premises.send(forwarded), writes=True)
        except OutcomeUnknown as fault:
            return self._asked_for(claim, forwarded, fault)
        if answer.is_good:
            return answer
        refusal = refusal_of(answer)
        note(self.claims, claim, "booked" if isinstance(refusal, IdempotencyKeyReused) else "refused")
        raise refusal

    def _asked_for(self, claim: Claim, forwarded: Forwarded, fault: PaymentError) -> Answer:
        note(self.claims, claim, "unknown")
        try:
            booked = self.find(claim.payment_id, forwarded.headers)
        except TemporarilyUnavailable:
            booked = None
        if booked is None:
            raise fault
        logger.info("unknown_outcome_resolved")
        return booked
