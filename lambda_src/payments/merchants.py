"""Who is paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from payments.errors import MerchantNotActive, MerchantUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    """`country` is ISO 3166-1 alpha-2."""

    merchant_id: str
    active: bool
    country: str


class Merchants(Protocol):
    """Where merchants are looked up."""

    def find(self, merchant_id: str) -> Merchant | None:
        """The merchant, or None."""
        ...


def active_merchant(merchants: Merchants, merchant_id: str) -> Merchant:
    """Raises MerchantUnknown or MerchantNotActive."""
    merchant = merchants.find(merchant_id)
    if merchant is None:
        raise MerchantUnknown
    if not merchant.active:
        raise MerchantNotActive
    return merchant
