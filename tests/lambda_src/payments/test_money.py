"""Arithmetic on money, for amounts and currencies that hypothesis thinks of."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.currencies import MINOR_UNITS
from payments.errors import AmountTooLarge, CurrencyUnknown
from payments.money import MAX_MINOR_UNITS, Money

currencies = st.sampled_from(sorted(MINOR_UNITS))
halves = st.integers(-(MAX_MINOR_UNITS // 2), MAX_MINOR_UNITS // 2)
amounts = st.integers(-MAX_MINOR_UNITS, MAX_MINOR_UNITS)


@given(halves, halves, currencies)
def test_amounts_of_one_currency_add_up_as_their_minor_units_do(one: int, other: int, currency: str) -> None:
    assert Money(one, currency) + Money(other, currency) == Money(one + other, currency)
    assert Money(one, currency) + Money(other, currency) == Money(other, currency) + Money(one, currency)


@given(amounts, currencies)
def test_an_amount_and_its_opposite_are_nothing(amount: int, currency: str) -> None:
    assert Money(amount, currency) + -Money(amount, currency) == Money(0, currency)


@given(amounts, currencies)
def test_the_text_says_exactly_the_amount_with_the_decimal_places_of_its_currency(amount: int, currency: str) -> None:
    number, _, code = str(Money(amount, currency)).partition(" ")
    assert code == currency
    assert Decimal(number) * 10 ** MINOR_UNITS[currency] == amount
    assert len(number.partition(".")[2]) == MINOR_UNITS[currency]


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(-1250, "EUR"), "-12.50 EUR"),
        (Money(-5, "EUR"), "-0.05 EUR"),
        (Money(1250, "JPY"), "1250 JPY"),
        (Money(1250, "KWD"), "1.250 KWD"),
        (Money(1, "CLF"), "0.0001 CLF"),
    ],
)
def test_an_amount_reads_as_people_write_it(money: Money, text: str) -> None:
    assert str(money) == text


@given(amounts, currencies, currencies)
def test_currencies_do_not_mix(amount: int, one: str, other: str) -> None:
    if one != other:
        with pytest.raises(ValueError, match="different currencies"):
            Money(amount, one) + Money(amount, other)


@given(st.integers(min_value=MAX_MINOR_UNITS + 1), st.sampled_from([1, -1]), currencies)
def test_what_twelve_digits_can_not_hold_is_no_amount(amount: int, sign: int, currency: str) -> None:
    with pytest.raises(AmountTooLarge):
        Money(sign * amount, currency)


@given(st.integers(1, MAX_MINOR_UNITS), currencies)
def test_a_sum_that_overflows_is_refused_and_not_cut(amount: int, currency: str) -> None:
    with pytest.raises(AmountTooLarge):
        Money(MAX_MINOR_UNITS, currency) + Money(amount, currency)


@given(st.text().filter(lambda text: text not in MINOR_UNITS))
def test_a_currency_that_does_not_exist_makes_no_money(currency: str) -> None:
    with pytest.raises(CurrencyUnknown):
        Money(1, currency)
