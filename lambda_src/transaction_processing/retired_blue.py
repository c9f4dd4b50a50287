"""Blue after its retirement: its payments are read from their copy, and nothing of them is booked any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adapters.list_request import ListRequest
from adapters.payment_lists import FetchPage, TwoSystemLists
from payments.claims import GREEN, Claim
from payments.errors import IdempotencyKeyReused, PaymentNotFound, PaymentReadOnly, PaymentTakenElsewhere
from payments.merchants import Merchants, require_authorized
from payments.on_premises_payments import OnPremisesPayments, PaymentRecord, matches_request
from payments.tenancy import Caller
from transaction_processing.migration import AlbEvent, CreateRequest, RouteResult


@dataclass(frozen=True, slots=True)
class RetiredBlue:
    """Implements migration.Blue. `merchants` is called where tenancy is enforced."""

    payments: OnPremisesPayments
    merchants: Callable[[], Merchants]

    def has_unclaimed_payment(self, create_request: CreateRequest) -> bool:
        """Look up by the payment's id, or by the key for ids of its own."""
        return self._recorded(create_request) is not None

    def create(self, create_request: CreateRequest) -> RouteResult:
        """Return the payment as it was recorded. Raises PaymentTakenElsewhere, IdempotencyKeyReused."""
        record = self._recorded(create_request)
        if record is None:
            raise PaymentTakenElsewhere
        if not matches_request(_known(record), create_request.request):
            raise IdempotencyKeyReused
        return dict(record), 201

    def handle(
        self, payment_id: str, event: AlbEvent, caller: Caller, claim: Claim | None, *, writes: bool
    ) -> RouteResult:
        """Return the payment. Raises PaymentReadOnly for a change, PaymentTakenElsewhere if it is claimed but not in
        the copy.
        """
        record = self.payments.get(payment_id)
        if record is None:
            raise PaymentNotFound if claim is None else PaymentTakenElsewhere
        if caller.enforced:
            require_authorized(self.merchants(), str(record["merchantId"]), caller, PaymentNotFound)
        if writes:
            raise PaymentReadOnly
        return dict(record), 200

    def page(self, event: AlbEvent, list_request: ListRequest, own_page: FetchPage) -> dict[str, Any]:
        """Return a page of both lists merged, whatever was set for two systems: there is one to ask."""
        return TwoSystemLists(colour=GREEN, own=own_page, other=self.payments.page, event=event, joined=True).page(
            list_request
        )

    def _recorded(self, create_request: CreateRequest) -> PaymentRecord | None:
        return self.payments.get(create_request.payment_id) or self.payments.find(
            create_request.request.merchant_id, create_request.key
        )


def _known(record: PaymentRecord) -> PaymentRecord:
    """Drop null fields, which the copy may have no column for."""
    return {name: value for name, value in record.items() if value is not None}
