"""Look up merchants, and authorize callers to act for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from payments.errors import MerchantNotActive, MerchantNotFound, PaymentError
from payments.tenancy import ANYBODY, Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    """`country` is ISO 3166-1 alpha-2; `callers` are ARN patterns, see `tenancy`."""

    merchant_id: str
    active: bool
    country: str
    callers: tuple[str, ...] = ()


class Merchants(Protocol):
    """A lookup of merchants."""

    def find(self, merchant_id: str) -> Merchant | None:
        """Return the merchant, or None."""
        ...


@dataclass(frozen=True, slots=True)
class LoadedMerchant:
    """A lookup that knows one merchant, which was read before."""

    merchant: Merchant

    def find(self, merchant_id: str) -> Merchant | None:
        """Return the merchant, or None."""
        return self.merchant if merchant_id == self.merchant.merchant_id else None


def authorized_merchant(merchants: Merchants, merchant_id: str, caller: Caller) -> Merchant:
    """Return a merchant that the caller may act for. Raises MerchantNotFound, also if it is another caller's."""
    merchant = merchants.find(merchant_id)
    if merchant is None or not caller.may_act_for(merchant.callers):
        raise MerchantNotFound
    return merchant


def require_authorized(merchants: Merchants, merchant_id: str, caller: Caller, refusal: type[PaymentError]) -> None:
    """Raise `refusal` if there is no such merchant, or the caller may not act for it."""
    try:
        authorized_merchant(merchants, merchant_id, caller)
    except MerchantNotFound:
        raise refusal from None


def active_merchant(merchants: Merchants, merchant_id: str, caller: Caller = ANYBODY) -> Merchant:
    """Return a merchant that takes payments from the caller. Raises MerchantNotFound, MerchantNotActive."""
    merchant = authorized_merchant(merchants, merchant_id, caller)
    if not merchant.active:
        raise MerchantNotActive
    return merchant
