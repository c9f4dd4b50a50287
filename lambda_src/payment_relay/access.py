"""Authorize callers. On-premises gets the caller's ARN, and may authorize further."""

from __future__ import annotations

from payment_relay import wiring
from payments.errors import PaymentError
from payments.merchants import require_authorized
from payments.tenancy import Caller


def require_merchant_access(merchant_id: str, caller: Caller, refusal: type[PaymentError]) -> None:
    """Raise `refusal` unless the caller may act for the merchant. Raises TemporarilyUnavailable."""
    if caller.enforced:
        require_authorized(wiring.merchants(), merchant_id, caller, refusal)
