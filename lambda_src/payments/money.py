"""Money as integer minor units (cents, yen, fils) of one currency, without floating point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from payments.currencies import MINOR_UNITS, WITHDRAWN
from payments.errors import AmountTooLarge, CurrencyUnknown

MAX_MINOR_UNITS: Final = 999_999_999_999
"""Twelve digits: what ISO 8583 field 4 carries. It also keeps an amount shorter than any card number."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units of a currency in use. Negative amounts exist in the ledger alone."""

    minor_units: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in MINOR_UNITS:
            raise CurrencyUnknown
        if abs(self.minor_units) > MAX_MINOR_UNITS:
            raise AmountTooLarge

    @classmethod
    def requested(cls, minor_units: int, currency: str) -> Money:
        """Return the amount of a request, which may repeat one in a withdrawn currency. Raises CurrencyUnknown."""
        return cls.booked(minor_units, currency) if currency in WITHDRAWN else cls(minor_units, currency)

    @classmethod
    def booked(cls, minor_units: int, currency: str) -> Money:
        """Return an amount of the ledger without validation: its currency may have been withdrawn since."""
        money = object.__new__(cls)
        object.__setattr__(money, "minor_units", minor_units)
        object.__setattr__(money, "currency", currency)
        return money

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise ValueError("amounts of different currencies can't be added")
        return Money(self.minor_units + other.minor_units, self.currency)

    def __neg__(self) -> Money:
        return Money.booked(-self.minor_units, self.currency)

    def __str__(self) -> str:
        """Return major units with all decimal places, such as `-12.50 EUR` or `1250 JPY`."""
        digits = {**WITHDRAWN, **MINOR_UNITS}[self.currency]
        sign = "-" if self.minor_units < 0 else ""
        whole, fraction = divmod(abs(self.minor_units), 10**digits)
        decimals = f".{fraction:0{digits}d}" if digits else ""
        return f"{sign}{whole}{decimals} {self.currency}"
