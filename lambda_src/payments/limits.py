"""The smallest and largest payment by currency. A currency without limits is not accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from payments.configuration import object_section, whole_number
from payments.currencies import MINOR_UNITS, WITHDRAWN
from payments.errors import AmountTooLarge, AmountTooSmall, ConfigurationInvalid, CurrencyNotAccepted, CurrencyUnknown
from payments.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Inclusive bounds in minor units."""

    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits by ISO 4217 code."""

    by_currency: Mapping[str, Limit]

    @classmethod
    def of(cls, configuration: object) -> Limits:
        """Parse `{"EUR": {"minimum": 1, "maximum": 500000}}`. Raises ConfigurationInvalid.

        The limits of a withdrawn currency are read and admit nothing: a release that knows of the withdrawal must not
        stop all other payments until somebody has changed the configuration.
        """
        currencies = object_section(configuration, "limits")
        return cls(by_currency={code: _limit(code, entry) for code, entry in currencies.items()})

    def check(self, amount: Money) -> None:
        """Raise CurrencyUnknown, CurrencyNotAccepted, AmountTooSmall or AmountTooLarge if the amount is
        not accepted.
        """
        require_active_currency(amount)
        limit = self.by_currency.get(amount.currency)
        if limit is None:
            raise CurrencyNotAccepted
        if amount.minor_units < limit.minimum:
            raise AmountTooSmall
        if amount.minor_units > limit.maximum:
            raise AmountTooLarge


def require_active_currency(amount: Money) -> None:
    """Raise CurrencyUnknown if the currency is withdrawn."""
    if amount.currency not in MINOR_UNITS:
        raise CurrencyUnknown


def _limit(code: str, entry: object) -> Limit:
    name = f"limits.{code}"
    if code not in MINOR_UNITS and code not in WITHDRAWN:
        raise ConfigurationInvalid(f"{name} is not an ISO 4217 code of money in use")
    numbers = object_section(entry, name)
    minimum = whole_number(numbers, "minimum", name, minimum=1)
    return Limit(minimum=minimum, maximum=whole_number(numbers, "maximum", name, minimum=minimum))
