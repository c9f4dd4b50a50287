"""Authorize callers on the routes that name a payment or a merchant in their path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from payments.errors import MerchantNotFound, PaymentError, PaymentNotFound
from payments.merchants import require_authorized
from payments.tenancy import Caller
from transaction_processing import wiring

Record = Mapping[str, Any]

_NO_MERCHANT: Final = "-"
"""No merchant's id: it does not begin with a letter or a digit."""


def visible_record(record: Record | None, caller: Caller) -> Record:
    """Return a payment's record if the caller may see it. Raises PaymentNotFound, TemporarilyUnavailable.

    A merchant is looked up also if there is no record: response times must not reveal which ids exist, for ids follow
    from keys.
    """
    _require(_NO_MERCHANT if record is None else str(record["merchantId"]), caller, PaymentNotFound)
    if record is None:
        raise PaymentNotFound
    return record


def require_merchant_access(merchant_id: str, caller: Caller) -> None:
    """Raise MerchantNotFound unless the caller may act for the merchant. Raises TemporarilyUnavailable."""
    _require(merchant_id, caller, MerchantNotFound)


def _require(merchant_id: str, caller: Caller, refusal: type[PaymentError]) -> None:
    if caller.enforced:
        require_authorized(wiring.merchants(), merchant_id, caller, refusal)
