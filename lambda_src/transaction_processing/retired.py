"""Blue after its retirement: its payments are read from their copy, and nothing of them is booked any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adapters.list_request import ListRequest
from adapters.payment_lists import FetchPage, TwoSystemLists
from payments.claims import GREEN, Claim
from payments.errors import IdempotencyKeyReused, PaymentNotFound, PaymentReadOnly, PaymentTakenElsewhere
from payments.on_premises_payments import OnPremisesPayments, PaymentRecord, matches_request
from payments.tenancy import Caller
from transaction_processing.access import require_payment_access
from transaction_processing.migration import AlbEvent, CreateRequest, RouteResult


@dataclass(frozen=True, slots=True)
class RetiredBlue:
    """Implements migration.Blue."""

    payments: OnPremisesPayments

    def has_unclaimed_payment(self, wanted: CreateRequest) -> bool:
        """Look up by the payment's id, or by the key for ids of its own."""
        return self._recorded(wanted) is not None

    def create(self, wanted: CreateRequest) -> RouteResult:
        """Return the payment as it was recorded. Raises PaymentTakenElsewhere, IdempotencyKeyReused."""
        recorded = self._recorded(wanted)
        if recorded is None:
            raise PaymentTakenElsewhere
        if not matches_request(_known(recorded), wanted.request):
            raise IdempotencyKeyReused
        return dict(recorded), 201

    def handle(
        self, payment_id: str, event: AlbEvent, caller: Caller, claim: Claim | None, *, writes: bool
    ) -> RouteResult:
        """Return the payment. Raises PaymentReadOnly for a change, PaymentTakenElsewhere if it is claimed but not in
        the copy.
        """
        recorded = self.payments.get(payment_id)
        if recorded is None:
            raise PaymentNotFound if claim is None else PaymentTakenElsewhere
        require_payment_access(str(recorded["merchantId"]), caller)
        if writes:
            raise PaymentReadOnly
        return dict(recorded), 200

    def page(self, event: AlbEvent, asked: ListRequest, own: FetchPage) -> dict[str, Any]:
        """Return a page of both lists merged, whatever was set for two systems: there is one to ask."""
        return TwoSystemLists(colour=GREEN, own=own, other=self.payments.page, event=event, joined=True).page(asked)

    def _recorded(self, wanted: CreateRequest) -> PaymentRecord | None:
        return self.payments.get(wanted.payment_id) or self.payments.find(wanted.request.merchant_id, wanted.key)


def _known(recorded: PaymentRecord) -> PaymentRecord:
    """Drop null fields, which the copy may have no column for."""
    return {name: value for name, value in recorded.items() if value is not None}
