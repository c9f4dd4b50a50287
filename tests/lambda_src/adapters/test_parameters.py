"""Configuration from Parameter Store: fresh within a minute, and the last good one while the store is away."""

from __future__ import annotations

import pytest

from adapters import parameters
from adapters.configuration import limits
from payments.errors import ConfigurationInvalid, TemporarilyUnavailable
from tests.support.function_environment import broken, start_again
from tests.support.payment_cloud import PaymentCloud

LOW, HIGH = ({"EUR": {"minimum": 1, "maximum": maximum}} for maximum in (10, 20))


@pytest.fixture(autouse=True)
def nothing_is_kept() -> None:
    start_again()


def _maximum() -> int:
    return limits().by_currency["EUR"].maximum


def test_a_value_is_kept_for_a_while(inside: PaymentCloud) -> None:
    inside.put_parameter("payment/limits", LOW)
    assert _maximum() == 10
    inside.put_parameter("payment/limits", HIGH)
    assert _maximum() == 10
    assert 0 < parameters.MAX_AGE_SECONDS <= 60


def test_a_changed_value_is_seen_when_the_kept_one_is_old(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parameters, "MAX_AGE_SECONDS", 0)
    inside.put_parameter("payment/limits", LOW)
    assert _maximum() == 10
    inside.put_parameter("payment/limits", HIGH)
    assert _maximum() == 20


def test_the_last_value_serves_while_the_store_is_away(inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parameters, "MAX_AGE_SECONDS", 0)
    inside.put_parameter("payment/limits", LOW)
    assert _maximum() == 10
    with broken("ssm"):
        assert _maximum() == 10


def test_without_any_value_the_caller_may_try_again(inside: PaymentCloud) -> None:
    with broken("ssm"), pytest.raises(TemporarilyUnavailable):
        limits()


def test_what_is_no_json_is_named(inside: PaymentCloud) -> None:
    inside.moto.client("ssm").put_parameter(Name=f"/{inside.name('parameter')}/odd", Value="{", Type="String")
    with pytest.raises(ConfigurationInvalid, match="odd is not JSON"):
        parameters.json_parameter(f"/{inside.name('parameter')}/odd")
