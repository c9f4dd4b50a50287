"""Blue behind the relay: the system on-premises answers by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from adapters.api import answered
from adapters.handover import OtherSide, is_handed_over
from adapters.lists import Asked, OwnPage, TwoLists, page_of
from payments.claims import BLUE, GREEN, Claim
from payments.errors import PaymentNotFound, TemporarilyUnavailable
from payments.tenancy import Caller
from transaction_processing.migration import Answered, Event, Wanted

_NOT_THERE: Final = 404


@dataclass(frozen=True, slots=True)
class RelayedBlue:
    """See migration.Blue."""

    relay: OtherSide

    def has_earlier(self, wanted: Wanted) -> bool:
        """A handed-over request comes from blue, which has not."""
        if is_handed_over(wanted.event):
            return False
        status, _ = self.relay.answer(_look(wanted), writes=False)
        if status not in (200, _NOT_THERE):
            raise TemporarilyUnavailable
        return status == 200

    def take(self, wanted: Wanted) -> Answered:
        """Raises TemporarilyUnavailable or OutcomeUnknown."""
        return answered(*self.relay.answer(wanted.event, writes=True))

    def answer(self, payment_id: str, event: Event, caller: Caller, claim: Claim | None, *, writes: bool) -> Answered:
        """Tenancy is looked after by whoever is asked. Raises PaymentNotFound to blue itself."""
        if is_handed_over(event):
            raise PaymentNotFound
        return answered(*self.relay.answer(event, writes=writes))

    def page(self, event: Event, asked: Asked, own: OwnPage) -> dict[str, Any]:
        """As the spec says: of one side, or joined."""
        return TwoLists(colour=GREEN, own=own, other=page_of(self.relay, BLUE, event), event=event).answer(asked)


def _look(wanted: Wanted) -> dict[str, Any]:
    """The same caller's GET of the payment."""
    path = f"/payments/{wanted.payment_id}"
    return {**wanted.event, "httpMethod": "GET", "path": path, "body": "", "isBase64Encoded": False}
