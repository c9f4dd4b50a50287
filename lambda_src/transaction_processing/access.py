"""Keeps callers to the merchants that are theirs, on the routes that name a payment or a merchant in their path."""

from __future__ import annotations

from payments.errors import MerchantNotFound, MerchantUnknown, PaymentError, PaymentNotFound
from payments.merchants import require_own
from payments.tenancy import Caller
from transaction_processing import wiring


def require_payment_of(merchant_id: str, caller: Caller) -> None:
    """Raises PaymentNotFound unless the caller may act for the merchant of a payment, and TemporarilyUnavailable."""
    _require(merchant_id, caller, PaymentNotFound)


def require_merchant(merchant_id: str, caller: Caller) -> None:
    """Raises MerchantNotFound unless the caller may act for the merchant, and TemporarilyUnavailable."""
    _require(merchant_id, caller, MerchantNotFound)


def require_payee(merchant_id: str, caller: Caller) -> None:
    """Raises MerchantUnknown unless the caller may act for the merchant of a body, and TemporarilyUnavailable."""
    _require(merchant_id, caller, MerchantUnknown)


def _require(merchant_id: str, caller: Caller, refusal: type[PaymentError]) -> None:
    if caller.enforced:
        require_own(wiring.merchants(), merchant_id, caller, refusal)
