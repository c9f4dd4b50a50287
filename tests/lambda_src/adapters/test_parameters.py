"""Configuration from Parameter Store: fresh within a minute, and the last good one while the store is away."""

from __future__ import annotations

import json

import pytest

from adapters import parameters
from adapters.configuration import limits
from payments.errors import ConfigurationInvalid, TemporarilyUnavailable
from payments.limits import Limits
from tests.support.function_environment import failing_service, restart_environment
from tests.support.payment_cloud import PaymentCloud

LOW, HIGH = ({"EUR": {"minimum": 1, "maximum": maximum}} for maximum in (10, 20))


@pytest.fixture(autouse=True)
def nothing_is_kept() -> None:
    restart_environment()


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
    with failing_service("ssm"):
        assert _maximum() == 10


def test_without_any_value_the_caller_may_try_again(inside: PaymentCloud) -> None:
    with failing_service("ssm"), pytest.raises(TemporarilyUnavailable):
        limits()


def test_what_is_no_json_is_named(inside: PaymentCloud) -> None:
    inside.moto.client("ssm").put_parameter(Name=f"/{inside.name('parameter')}/odd", Value="{", Type="String")
    with pytest.raises(ConfigurationInvalid, match="odd is not JSON"):
        parameters.parsed_parameter(f"/{inside.name('parameter')}/odd", Limits.of)


BAD: list[object] = [
    {"EUR": {"minimum": "1"}},
    "not limits",
    {"EUR": {"minimum": 5, "maximum": 1}},
    {"XXX": {}},
    None,
    [[]],
]


@pytest.mark.parametrize("bad", BAD)
def test_a_value_that_makes_no_sense_never_replaces_one_that_did(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], bad: object
) -> None:
    monkeypatch.setattr(parameters, "MAX_AGE_SECONDS", 0)
    inside.put_parameter("payment/limits", LOW)
    assert _maximum() == 10
    inside.put_parameter("payment/limits", bad)
    assert [_maximum() for _ in range(3)] == [10, 10, 10]
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    counted = [line for line in lines if line.get("event") == parameters.INVALID_PARAMETER]
    assert counted
    assert counted[0]["ParameterInvalid"] == [1.0]
    assert counted[0]["parameter"].endswith("payment/limits")
    assert "limits" in counted[0]["reason"]
    inside.put_parameter("payment/limits", HIGH)
    assert _maximum() == 20


def test_a_new_environment_goes_back_to_the_last_value_that_made_sense(inside: PaymentCloud) -> None:
    inside.put_parameter("payment/limits", LOW)
    for bad in BAD[:3]:
        inside.put_parameter("payment/limits", bad)
    assert _maximum() == 10


def test_without_any_value_that_makes_sense_the_newest_is_named(inside: PaymentCloud) -> None:
    for _ in range(7):
        inside.put_parameter("payment/limits", {"EUR": {"minimum": 0}})
    with pytest.raises(ConfigurationInvalid, match=r"limits\.EUR\.minimum"):
        limits()
    inside.put_parameter("payment/limits", LOW)


def test_an_environment_that_was_frozen_reads_again(inside: PaymentCloud) -> None:
    moment = 1_800_000_000.0
    name = f"/{inside.name('parameter')}/payment/limits"

    def maximum(seconds_later: float) -> int:
        parsed = parameters.parsed_parameter(name, Limits.of, now=lambda: moment + seconds_later)
        return parsed.by_currency["EUR"].maximum

    inside.put_parameter("payment/limits", LOW)
    assert maximum(0) == 10
    inside.put_parameter("payment/limits", HIGH)
    assert maximum(59) == 10
    assert maximum(3600) == 20


def test_a_clock_that_is_set_back_reads_again(inside: PaymentCloud) -> None:
    name = f"/{inside.name('parameter')}/payment/limits"
    inside.put_parameter("payment/limits", LOW)
    assert parameters.parsed_parameter(name, Limits.of, now=lambda: 2_000_000_000.0).by_currency["EUR"].maximum == 10
    inside.put_parameter("payment/limits", HIGH)
    assert parameters.parsed_parameter(name, Limits.of, now=lambda: 1_800_000_000.0).by_currency["EUR"].maximum == 20
