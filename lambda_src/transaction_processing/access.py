"""Keeps callers to the merchants that are theirs, on the routes that name a payment or a merchant in their path."""

from __future__ import annotations

from payments.errors import MerchantNotFound, MerchantUnknown, PaymentError, PaymentNotFound
from payments.merchants import own_merchant
from payments.tenancy import Caller
from transaction_processing import wiring


def require_payment_of(merchant_id: str, caller: Caller) -> None:
    """Raises PaymentNotFound unless the caller may act for the merchant of a payment, and TemporarilyUnavailable."""
    _require(merchant_id, caller, PaymentNotFound)


def require_merchant(merchant_id: str, caller: Caller) -> None:
    """Raises MerchantNotFound unless the caller may act for the merchant, and TemporarilyUnavailable."""
    _require(merchant_id, caller, MerchantNotFound)


def _require(merchant_id: str, caller: Caller, refusal: type[PaymentError]) -> None:
    if not caller.enforced:
        return
    try:
        own_merchant(wiring.merchants(), merchant_id, caller)
    except MerchantUnknown:
        raise refusal from None
