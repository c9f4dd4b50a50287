"""The protocol of the other system of record, blue, and the claims on payments while they may belong to it."""

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
    """A request to create a payment, with the balancer's event."""

    payment_id: str
    key: str
    request: PaymentRequest
    event: AlbEvent


class Blue(Protocol):
    """The other system of record: behind the relay, or retired. Methods raise a PaymentError."""

    def has_unclaimed_payment(self, create_request: CreateRequest) -> bool:
        """Return whether it has the payment from before claims."""
        ...

    def create(self, create_request: CreateRequest) -> RouteResult:
        """Return its response to a payment that it has claimed."""
        ...

    def handle(
        self, payment_id: str, event: AlbEvent, caller: Caller, claim: Claim | None, *, writes: bool
    ) -> RouteResult:
        """Return its response to any other request for a payment, which it need not own."""
        ...

    def page(self, event: AlbEvent, list_request: ListRequest, own_page: FetchPage) -> dict[str, Any]:
        """Return a page of this system's list, of its own, or of both merged."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """`looks_up_unclaimed`: payments from before claims have none, so blue is asked before a new key
    becomes green's.
    """

    claims: Claims
    blue: Blue
    looks_up_unclaimed: bool

    def claim(self, create_request: CreateRequest) -> Claim:
        """Return the claim on a payment: green's, unless it was blue's before. Raises TemporarilyUnavailable."""
        if not self.looks_up_unclaimed:
            return self.claims.claim(create_request.payment_id, GREEN)
        known = self.claims.find(create_request.payment_id)
        if known is not None:
            return known
        return self.claims.claim(
            create_request.payment_id, BLUE if self.blue.has_unclaimed_payment(create_request) else GREEN
        )
