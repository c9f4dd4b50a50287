"""Keeps callers to the merchants that are theirs, on the routes that name a payment or a merchant in their path."""

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


def require_payment_access(merchant_id: str, caller: Caller) -> None:
    """Raises PaymentNotFound unless the caller may act for the merchant of a payment, and TemporarilyUnavailable."""
    _require(merchant_id, caller, PaymentNotFound)


def visible_record(record: Record | None, caller: Caller) -> Record:
    """A payment's record that the caller may see. Raises PaymentNotFound and TemporarilyUnavailable.

    Where there is none a merchant is asked for all the same: who measures time must not learn which ids there are, for
    they follow from keys.
    """
    require_payment_access(_NO_MERCHANT if record is None else str(record["merchantId"]), caller)
    if record is None:
        raise PaymentNotFound
    return record


def require_merchant_access(merchant_id: str, caller: Caller) -> None:
    """Raises MerchantNotFound unless the caller may act for the merchant, and TemporarilyUnavailable."""
    _require(merchant_id, caller, MerchantNotFound)


def _require(merchant_id: str, caller: Caller, refusal: type[PaymentError]) -> None:
    if caller.enforced:
        require_authorized(wiring.merchants(), merchant_id, caller, refusal)
