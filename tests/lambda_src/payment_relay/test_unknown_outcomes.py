"""No answer is neither a yes nor a no: on-premises is asked, and nothing is booked a second time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from generator.rehearsal.on_premises_faults import Fault
from payment_relay import unknown_outcomes, wiring
from payment_relay.booking import Booking
from payment_relay.handler import handler
from payments.claims import BLUE, GREEN
from payments.errors import TemporarilyUnavailable
from tests.lambda_src.payment_relay.two_functions import (
    COLOURS,
    create_event,
    created,
    follow_up_event,
    get_event,
    invoke,
)
from tests.support.function_environment import restart_environment
from tests.support.lambda_events import Context, unique
from tests.support.two_systems import CLAIMS, TwoSystems
from tests.support.waiting import wait_until

by_side = pytest.mark.parametrize("side", COLOURS)


@pytest.fixture(autouse=True)
def impatient(systems: TwoSystems, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """On-premises is waited for a moment only. The stand-in answers in some milliseconds, or never."""
    monkeypatch.setenv("RELAY_TIMEOUT_SECONDS", "1.5")
    restart_environment()
    yield
    restart_environment()


def _status() -> Any:
    return handler({"action": "status"}, Context())


@by_side
@pytest.mark.parametrize("fault", ["hang after booking", "break after booking"])
def test_what_was_booked_without_an_answer_is_answered(systems: TwoSystems, side: str, fault: Fault) -> None:
    payment_id, event = create_event()
    # The claim is blue's, whoever is asked.
    wiring.claims().claim(payment_id, BLUE)
    systems.on_premises.faults.plant(fault)
    status, answer = invoke(side, event)
    assert (status, answer["paymentId"]) == (201, payment_id)
    assert systems.on_premises.faults.happened[fault]
    assert systems.colours_of(payment_id) == BLUE
    assert systems.claims()[payment_id]["outcome"] == "booked"
    assert invoke(side, event) == (status, answer)


@by_side
@pytest.mark.parametrize("fault", ["hang before booking", "fail before booking"])
def test_what_is_not_known_is_said_to_be_unknown_and_a_retry_tells(
    systems: TwoSystems, side: str, fault: Fault
) -> None:
    payment_id, event = create_event()
    wiring.claims().claim(payment_id, BLUE)
    systems.on_premises.faults.plant(fault)
    status, answer = invoke(side, event)
    assert (status, answer["error"]["code"]) == (503, "OUTCOME_UNKNOWN")
    assert systems.claims()[payment_id]["outcomeUnknown"] == "unknown"
    assert systems.colours_of(payment_id) == ""
    assert invoke(side, event)[0] == 201
    assert systems.colours_of(payment_id) == BLUE
    assert "outcomeUnknown" not in systems.claims()[payment_id]


def test_one_who_asks_for_another_payment_under_the_key_is_not_told_of_the_first(systems: TwoSystems) -> None:
    payment_id, event = create_event()
    assert invoke(BLUE, event)[0] == 201
    systems.on_premises.faults.plant("break after booking")
    other = {**event, "body": event["body"].replace("1250", "1251")}
    status, answer = invoke(GREEN, other)
    assert (status, answer["error"]["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert systems.claims()[payment_id]["outcome"] == "booked"


@by_side
def test_where_on_premises_is_not_reached_nothing_is_recorded_anywhere(systems: TwoSystems, side: str) -> None:
    made = created(BLUE)
    payment_id, event = create_event()
    wiring.claims().claim(payment_id, BLUE)
    for number in (0, 1):
        systems.on_premises.close_address(number)
    try:
        for asked in (
            event,
            get_event(made["paymentId"]),
            follow_up_event(made["paymentId"], "refunds", {"amount": 1}),
        ):
            status, answer = invoke(side, asked)
            assert (status, answer["error"]["code"]) == (503, "UNAVAILABLE")
    finally:
        for number in (0, 1):
            systems.on_premises.open_address(number)
    assert systems.colours_of(payment_id) == ""
    assert invoke(side, event)[0] == 201
    assert invoke(side, get_event(made["paymentId"])) == (200, made)


@pytest.mark.parametrize("closed", [0, 1])
def test_the_other_address_is_taken_where_one_does_not_listen(systems: TwoSystems, closed: int) -> None:
    systems.on_premises.close_address(closed)
    try:
        for _ in range(3):
            created(BLUE)
    finally:
        systems.on_premises.open_address(closed)


def test_a_refund_without_an_answer_is_unknown_and_given_back_once(systems: TwoSystems) -> None:
    payment_id, key = created(BLUE)["paymentId"], unique()
    refund = follow_up_event(payment_id, "refunds", {"amount": 100}, key)
    systems.on_premises.faults.plant("break after booking")
    for side in COLOURS:
        status, answer = invoke(side, refund)
        if status == 201:
            break
        assert (status, answer["error"]["code"]) == (503, "OUTCOME_UNKNOWN")
    assert invoke(GREEN, refund)[0] == 201
    assert invoke(BLUE, get_event(payment_id))[1]["refundedAmount"] == 100


def _unresolved(systems: TwoSystems, monkeypatch: pytest.MonkeyPatch, fault: Fault) -> str:
    payment_id, event = create_event()
    systems.on_premises.faults.plant(fault)

    def silent(*_: object) -> None:
        raise TemporarilyUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(Booking, "find", silent)
        assert invoke(BLUE, event)[1]["error"]["code"] == "OUTCOME_UNKNOWN"
    return payment_id


def test_every_minute_the_owner_is_asked_for_what_is_unknown(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    _status()
    booked = _unresolved(systems, monkeypatch, "break after booking")
    still = _unresolved(systems, monkeypatch, "hang before booking")
    told = _status()
    assert (told["unknown"], told["resolved"]) == (1, 1)
    assert systems.claims()[booked]["outcome"] == "booked"
    assert systems.claims()[still]["outcome"] == "unknown"
    # When nobody can be at it any more, the claim is as one that nobody has tried.
    monkeypatch.setattr(unknown_outcomes, "IN_FLIGHT_SECONDS", -1.0)
    assert _status() == {"unknown": 0, "oldestUnknownSeconds": 0, "resolved": 1, "reachesOnPremises": True}
    assert systems.claims()[still]["outcome"] == "open"
    assert systems.colours_of(still) == ""


def test_green_is_asked_for_what_is_its_own(systems: TwoSystems) -> None:
    made = created(GREEN)["paymentId"]
    systems.cloud.moto.client("dynamodb").update_item(
        TableName=systems.cloud.name(CLAIMS),
        Key={"paymentId": {"S": made}},
        UpdateExpression="SET outcomeUnknown = :u, unknownSince = :s, outcome = :u",
        ExpressionAttributeValues={":u": {"S": "unknown"}, ":s": {"S": "2026-01-01T00:00:00.000000Z"}},
    )
    assert _status()["resolved"] == 1
    assert systems.claims()[made]["outcome"] == "booked"


def test_the_age_of_the_oldest_is_measured(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _unresolved(systems, monkeypatch, "hang before booking")
    wait_until(lambda: _status()["oldestUnknownSeconds"] >= 1, "an unknown outcome grows older", every_seconds=0.5)
    assert '"OldestUnknownPaymentSeconds":' in capsys.readouterr().out
    monkeypatch.setattr(unknown_outcomes, "IN_FLIGHT_SECONDS", -1.0)
    _status()


def test_on_premises_is_cut_off_after_its_time(systems: TwoSystems) -> None:
    """Sockets wait long in these tests; what cuts a silent server off is the clock of the relay."""
    systems.on_premises.faults.plant("hang before booking")
    began = time.monotonic()
    assert invoke(BLUE, create_event()[1])[0] == 503
    assert time.monotonic() - began >= 1.5


def test_the_relay_says_whether_it_reaches_on_premises(systems: TwoSystems) -> None:
    """With nothing unknown it would ask nobody, and a firewall that is closed would show at the first payment."""
    assert _status()["reachesOnPremises"] is True
    for number in (0, 1):
        systems.on_premises.close_address(number)
    try:
        assert _status()["reachesOnPremises"] is False
    finally:
        for number in (0, 1):
            systems.on_premises.open_address(number)
