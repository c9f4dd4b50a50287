"""Limits as they are configured, and what they let through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.errors import AmountTooLarge, AmountTooSmall, ConfigurationInvalid, CurrencyNotAccepted, PaymentError
from payments.limits import Limits
from payments.money import MAX_MINOR_UNITS, Money

LIMITS = Limits.of({"EUR": {"minimum": 100, "maximum": 500000}, "JPY": {"minimum": 1, "maximum": 1}})


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        (Money(99, "EUR"), AmountTooSmall),
        (Money(500001, "EUR"), AmountTooLarge),
        (Money(0, "JPY"), AmountTooSmall),
        (Money(-1, "JPY"), AmountTooSmall),
        (Money(1, "USD"), CurrencyNotAccepted),
    ],
)
def test_an_amount_outside_of_the_limits_is_refused(amount: Money, refusal: type[PaymentError]) -> None:
    with pytest.raises(refusal):
        LIMITS.check(amount)


@given(st.integers(100, 500000))
def test_an_amount_within_the_limits_passes_and_so_do_both_ends(amount: int) -> None:
    LIMITS.check(Money(amount, "EUR"))
    LIMITS.check(Money(100, "EUR"))
    LIMITS.check(Money(500000, "EUR"))


@given(st.integers(1, MAX_MINOR_UNITS), st.integers(1, MAX_MINOR_UNITS), st.integers(1, MAX_MINOR_UNITS))
def test_an_amount_passes_exactly_when_it_lies_between_the_limits(one: int, other: int, amount: int) -> None:
    low, high = sorted((one, other))
    limits = Limits.of({"EUR": {"minimum": low, "maximum": high}})
    try:
        limits.check(Money(amount, "EUR"))
    except (AmountTooSmall, AmountTooLarge):
        assert not low <= amount <= high
    else:
        assert low <= amount <= high


@pytest.mark.parametrize(
    ("configuration", "place"),
    [
        (None, "limits"),
        ([], "limits"),
        ({"EUR": 5}, "limits.EUR"),
        ({"EUR": {}}, "limits.EUR.minimum"),
        ({"EUR": {"minimum": 0, "maximum": 5}}, "limits.EUR.minimum"),
        ({"EUR": {"minimum": 6, "maximum": 5}}, "limits.EUR.maximum"),
        ({"EUR": {"minimum": 1, "maximum": "5"}}, "limits.EUR.maximum"),
        ({"EUR": {"minimum": True, "maximum": 5}}, "limits.EUR.minimum"),
        ({"EUR": {"minimum": 1.5, "maximum": 5}}, "limits.EUR.minimum"),
        ({"EURO": {"minimum": 1, "maximum": 5}}, "limits.EURO"),
    ],
)
def test_a_configuration_that_makes_no_sense_is_named_by_its_place(configuration: object, place: str) -> None:
    with pytest.raises(ConfigurationInvalid, match=place):
        Limits.of(configuration)
