"""Keeps callers to the merchants that are theirs. On-premises is told who asks, and may look closer."""

from __future__ import annotations

from payment_relay import wiring
from payments.errors import PaymentError
from payments.merchants import require_authorized
from payments.tenancy import Caller


def require_merchant_access(merchant_id: str, caller: Caller, refusal: type[PaymentError]) -> None:
    """Raises the refusal unless the caller may act for the merchant, and TemporarilyUnavailable."""
    if caller.enforced:
        require_authorized(wiring.merchants(), merchant_id, caller, refusal)
