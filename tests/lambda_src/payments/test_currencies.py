"""What must be true of the table of currencies, however it is refreshed."""

from __future__ import annotations

import pytest

from payments.currencies import MINOR_UNITS


def test_codes_are_three_capital_letters() -> None:
    assert [code for code in MINOR_UNITS if len(code) != 3 or not code.isascii() or not code.isupper()] == []


def test_no_currency_stands_in_the_table_twice() -> None:
    from payments import currencies

    codes = [code for codes in currencies._CODES_BY_MINOR_UNITS.values() for code in codes.split()]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize(
    ("currency", "digits"), [("JPY", 0), ("KRW", 0), ("EUR", 2), ("USD", 2), ("BHD", 3), ("TND", 3), ("CLF", 4)]
)
def test_well_known_currencies_have_their_minor_units(currency: str, digits: int) -> None:
    assert MINOR_UNITS[currency] == digits


@pytest.mark.parametrize("code", ["XAU", "XXX", "XTS", "XDR", "DEM", "eur"])
def test_metals_test_codes_and_money_of_the_past_are_no_currency(code: str) -> None:
    assert code not in MINOR_UNITS
