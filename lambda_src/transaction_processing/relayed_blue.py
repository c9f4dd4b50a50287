"""Blue behind the relay: the system on-premises answers requests itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from adapters.api import json_response
from adapters.handover import PeerFunction, is_handed_over
from adapters.list_request import ListRequest
from adapters.payment_lists import FetchPage, TwoSystemLists, peer_page
from payments.claims import BLUE, GREEN, Claim
from payments.errors import PaymentNotFound, TemporarilyUnavailable
from payments.tenancy import Caller
from transaction_processing.migration import AlbEvent, CreateRequest, RouteResult

_NOT_THERE: Final = 404


@dataclass(frozen=True, slots=True)
class RelayedBlue:
    """Implements migration.Blue."""

    relay: PeerFunction

    def has_unclaimed_payment(self, create_request: CreateRequest) -> bool:
        """Ask the relay by a GET; a handed-over request comes from blue, which has not."""
        if is_handed_over(create_request.event):
            return False
        status, _ = self.relay.forward(_look(create_request), writes=False)
        if status not in (200, _NOT_THERE):
            raise TemporarilyUnavailable
        return status == 200

    def create(self, create_request: CreateRequest) -> RouteResult:
        """Raises TemporarilyUnavailable, OutcomeUnknown."""
        return json_response(*self.relay.forward(create_request.event, writes=True))

    def handle(
        self, payment_id: str, event: AlbEvent, caller: Caller, claim: Claim | None, *, writes: bool
    ) -> RouteResult:
        """The relay authorizes the caller. Raises PaymentNotFound to blue itself."""
        if is_handed_over(event):
            raise PaymentNotFound
        return json_response(*self.relay.forward(event, writes=writes))

    def page(self, event: AlbEvent, list_request: ListRequest, own_page: FetchPage) -> dict[str, Any]:
        """Return a page of one system, or of both, as the spec says."""
        return TwoSystemLists(colour=GREEN, own=own_page, other=peer_page(self.relay, BLUE, event), event=event).page(
            list_request
        )


def _look(create_request: CreateRequest) -> dict[str, Any]:
    """Return the event of the same caller's GET of the payment."""
    path = f"/payments/{create_request.payment_id}"
    return {**create_request.event, "httpMethod": "GET", "path": path, "body": "", "isBase64Encoded": False}
