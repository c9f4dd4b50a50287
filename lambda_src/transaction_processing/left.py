"""Blue once it is gone: its payments are read from what it has left, and nothing of them is booked any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adapters.lists import Asked, OwnPage, TwoLists
from payments.claims import GREEN, Claim
from payments.errors import IdempotencyKeyReused, PaymentNotFound, PaymentReadOnly, PaymentTakenElsewhere
from payments.replaced import Recorded, Replaced, shows_what_was_asked
from payments.tenancy import Caller
from transaction_processing.access import require_payment_of
from transaction_processing.migration import Answered, Event, Wanted


@dataclass(frozen=True, slots=True)
class LeftBlue:
    """See migration.Blue."""

    left: Replaced

    def has_earlier(self, wanted: Wanted) -> bool:
        """By the payment's id, or by the key where ids were its own."""
        return self._recorded(wanted) is not None

    def take(self, wanted: Wanted) -> Answered:
        """The payment as it was recorded. Raises PaymentTakenElsewhere or IdempotencyKeyReused."""
        recorded = self._recorded(wanted)
        if recorded is None:
            raise PaymentTakenElsewhere
        if not shows_what_was_asked(_known(recorded), wanted.request):
            raise IdempotencyKeyReused
        return dict(recorded), 201

    def answer(self, payment_id: str, event: Event, caller: Caller, claim: Claim | None, *, writes: bool) -> Answered:
        """Raises PaymentReadOnly for what would change it, PaymentTakenElsewhere where it has left nothing."""
        recorded = self.left.get(payment_id)
        if recorded is None:
            raise PaymentNotFound if claim is None else PaymentTakenElsewhere
        require_payment_of(str(recorded["merchantId"]), caller)
        if writes:
            raise PaymentReadOnly
        return dict(recorded), 200

    def page(self, event: Event, asked: Asked, own: OwnPage) -> dict[str, Any]:
        """Both lists, whatever was said while there were two systems: there is one to ask."""
        return TwoLists(colour=GREEN, own=own, other=self.left.page, event=event, joined=True).answer(asked)

    def _recorded(self, wanted: Wanted) -> Recorded | None:
        return self.left.get(wanted.payment_id) or self.left.find(wanted.request.merchant_id, wanted.key)


def _known(recorded: Recorded) -> Recorded:
    """What it has left of a payment; null is also what it has no column for."""
    return {name: value for name, value in recorded.items() if value is not None}
