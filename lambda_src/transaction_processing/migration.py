"""What this side needs while a payment may belong to the system on-premises, or to what that has left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from aws_lambda_powertools.event_handler import Response

from adapters.list_request import ListRequest
from adapters.payment_lists import FetchPage
from payments.claims import BLUE, GREEN, Claim, Claims
from payments.request import PaymentRequest
from payments.tenancy import Caller

AlbEvent = Mapping[str, Any]
RouteResult = tuple[dict[str, Any], int] | Response[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateRequest:
    """A payment that somebody asks to be taken, with the balancer's event."""

    payment_id: str
    key: str
    request: PaymentRequest
    event: AlbEvent


class Blue(Protocol):
    """The other system of record: behind the relay, or as it has left its payments. Methods raise a PaymentError."""

    def has_unclaimed_payment(self, wanted: CreateRequest) -> bool:
        """Whether it has a payment that nobody has claimed."""
        ...

    def create(self, wanted: CreateRequest) -> RouteResult:
        """Its answer to a payment that it has claimed."""
        ...

    def handle(
        self, payment_id: str, event: AlbEvent, caller: Caller, claim: Claim | None, *, writes: bool
    ) -> RouteResult:
        """Its answer to whatever else is asked of a payment, which need not be its own."""
        ...

    def page(self, event: AlbEvent, asked: ListRequest, own: FetchPage) -> dict[str, Any]:
        """A page of this side's list, of its own, or of both."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """`asks_for_earlier`: what was paid before claims began has none, so blue is asked before a new key is green's."""

    claims: Claims
    blue: Blue
    looks_up_unclaimed: bool

    def claim(self, wanted: CreateRequest) -> Claim:
        """The claim on a payment: green's, unless it was blue's before. Raises TemporarilyUnavailable."""
        if not self.looks_up_unclaimed:
            return self.claims.claim(wanted.payment_id, GREEN)
        known = self.claims.find(wanted.payment_id)
        if known is not None:
            return known
        return self.claims.claim(wanted.payment_id, BLUE if self.blue.has_unclaimed_payment(wanted) else GREEN)
