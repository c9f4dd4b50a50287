"""A request for a payment, and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from payments.money import Money

_EVER_HASHED: Final = frozenset({"reference"})
_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=asdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """`card_token` stands for the card; `card_country` is where it was issued, ISO 3166-1 alpha-2."""

    amount: Money
    merchant_id: str
    customer_id: str
    card_token: str
    card_country: str
    reference: str | None

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> PaymentRequest:
        """Read a body that is valid by `schema.PAYMENT_REQUEST`. Raises CurrencyUnknown for what never
        was a currency.
        """
        return cls(
            amount=Money.requested(int(body["amount"]), body["currency"]),
            merchant_id=body["merchantId"],
            customer_id=body["customerId"],
            card_token=body["cardToken"],
            card_country=body["cardCountry"],
            reference=body.get("reference"),
        )

    def fingerprint(self) -> str:
        """Return the SHA-256, in hexadecimal, which is equal for equal payments, however their JSON is written.

        Two releases run at once: a field that a later one adds must not change it if it is not given.
        """
        given = {name: value for name, value in _values(self) if value is not None or name in _EVER_HASHED}
        return hashlib.sha256(_CANONICAL.encode(given).encode()).hexdigest()

    def is_same_payment_as(self, other: PaymentRequest) -> bool:
        """Return whether both request one payment: a field that one release does not know is None in the other."""
        return self is other or _given(self) == _given(other)


def _given(request: PaymentRequest) -> dict[str, Any]:
    return {name: value for name, value in _values(request) if value is not None}


def _values(request: PaymentRequest) -> Iterator[tuple[str, Any]]:
    return ((field.name, getattr(request, field.name)) for field in fields(request))
