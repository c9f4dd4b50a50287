"""Who is paid, and who may act for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from payments.errors import MerchantNotActive, MerchantNotFound, PaymentError
from payments.tenancy import ANYBODY, Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    """`country` is ISO 3166-1 alpha-2; `callers` are ARNs, as `tenancy` reads them."""

    merchant_id: str
    active: bool
    country: str
    callers: tuple[str, ...] = ()


class Merchants(Protocol):
    """Where merchants are looked up."""

    def find(self, merchant_id: str) -> Merchant | None:
        """The merchant, or None."""
        ...


@dataclass(frozen=True, slots=True)
class LoadedMerchant:
    """The one merchant that was looked up already."""

    merchant: Merchant

    def find(self, merchant_id: str) -> Merchant | None:
        """The merchant, or None."""
        return self.merchant if merchant_id == self.merchant.merchant_id else None


def authorized_merchant(merchants: Merchants, merchant_id: str, caller: Caller) -> Merchant:
    """A merchant that the caller may act for. Raises MerchantNotFound, for another's as for none."""
    merchant = merchants.find(merchant_id)
    if merchant is None or not caller.may_act_for(merchant.callers):
        raise MerchantNotFound
    return merchant


def require_authorized(merchants: Merchants, merchant_id: str, caller: Caller, refusal: type[PaymentError]) -> None:
    """Raises the refusal for another's merchant as for none."""
    try:
        authorized_merchant(merchants, merchant_id, caller)
    except MerchantNotFound:
        raise refusal from None


def active_merchant(merchants: Merchants, merchant_id: str, caller: Caller = ANYBODY) -> Merchant:
    """Raises MerchantNotFound or MerchantNotActive."""
    merchant = authorized_merchant(merchants, merchant_id, caller)
    if not merchant.active:
        raise MerchantNotActive
    return merchant
