"""What goes wrong between the two sides: what surely was not done is unavailable, what may have been is unknown."""

from __future__ import annotations

import pytest

from payments.claims import BLUE
from tests.lambda_src.payment_relay.two_functions import (
    COLOURS,
    OTHER,
    create_event,
    created,
    follow_up_event,
    get_event,
    invoke,
    list_event,
)
from tests.support.function_environment import restart_environment
from tests.support.invocations import Fault
from tests.support.lambda_events import unique
from tests.support.two_systems import TwoSystems

by_side = pytest.mark.parametrize("side", COLOURS)


def _claimed(side: str, systems: TwoSystems) -> tuple[str, dict[str, object]]:
    from payment_relay.wiring import claims

    payment_id, event = create_event()
    claims().claim(payment_id, side)  # type: ignore[arg-type]  # a colour
    return payment_id, event


@by_side
def test_who_is_throttled_has_done_nothing(systems: TwoSystems, side: str) -> None:
    payment_id, event = _claimed(OTHER[side], systems)
    systems.invocations.plant("throttled")
    status, answer = invoke(side, event)
    assert (status, answer["error"]["code"]) == (503, "UNAVAILABLE")
    assert systems.colours_of(payment_id) == ""
    assert invoke(side, event)[0] == 201


@by_side
@pytest.mark.parametrize("fault", ["answer lost", "crashed after"])
def test_an_answer_that_is_lost_between_the_sides_leaves_one_payment(
    systems: TwoSystems, side: str, fault: Fault
) -> None:
    payment_id, event = _claimed(OTHER[side], systems)
    systems.invocations.calls.clear()
    systems.invocations.plant(fault)
    status, answer = invoke(side, event)
    assert (status, answer["error"]["code"]) == (503, "OUTCOME_UNKNOWN")
    assert sum(systems.invocations.calls.values()) == 1
    assert systems.colours_of(payment_id) == OTHER[side]
    assert invoke(side, event)[0] == 201
    assert systems.colours_of(payment_id) == OTHER[side]


@by_side
def test_a_refund_whose_answer_is_lost_is_given_back_once(systems: TwoSystems, side: str) -> None:
    payment_id = created(OTHER[side])["paymentId"]
    refund = follow_up_event(payment_id, "refunds", {"amount": 100}, unique())
    systems.invocations.plant("answer lost")
    assert invoke(side, refund)[1]["error"]["code"] == "OUTCOME_UNKNOWN"
    assert invoke(side, refund)[0] == 201
    assert invoke(side, get_event(payment_id))[1]["refundedAmount"] == 100


@by_side
def test_a_look_that_is_lost_is_unavailable(systems: TwoSystems, side: str) -> None:
    payment_id = created(OTHER[side])["paymentId"]
    systems.invocations.plant("answer lost")
    assert invoke(side, get_event(payment_id))[1]["error"]["code"] == "UNAVAILABLE"
    assert invoke(side, get_event(payment_id))[0] == 200


def test_where_the_other_side_is_missing_its_payments_are_unavailable(systems: TwoSystems) -> None:
    made = created(BLUE)
    functions = dict(systems.invocations.functions)
    systems.invocations.functions.clear()
    try:
        assert invoke("green", get_event(made["paymentId"]))[0] == 503
        assert invoke("green", list_event(ledger="blue"))[0] == 503
        assert invoke("green", create_event()[1])[0] == 503
    finally:
        systems.invocations.functions |= functions


def test_what_is_blues_is_read_and_refunded_on_greens_side_while_greens_ledger_is_away(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    blue, green = created(BLUE), created("green")
    restart_environment()
    monkeypatch.setenv("DATABASE_PORT", "1")
    assert invoke("green", get_event(blue["paymentId"])) == (200, blue)
    assert invoke("green", follow_up_event(blue["paymentId"], "refunds", {"amount": 1}))[0] == 201
    assert invoke("green", get_event(green["paymentId"])) == (200, green)
    assert invoke("green", follow_up_event(green["paymentId"], "refunds", {"amount": 1}))[0] == 503
    monkeypatch.undo()
    restart_environment()


def test_green_takes_payments_without_blue_where_nothing_is_older_than_claims(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIGRATION_EARLIER_PAYMENTS", "ignore")
    restart_environment()
    systems.invocations.calls.clear()
    assert invoke("green", create_event()[1])[0] == 201
    assert not systems.invocations.calls
    monkeypatch.undo()
    restart_environment()


def test_once_blue_is_gone_what_it_owns_is_refused_and_never_booked_again(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment_id, event = create_event()
    assert invoke(BLUE, event)[0] == 201
    claimed, unbooked = _claimed(BLUE, systems)
    monkeypatch.delenv("FUNCTION_PAYMENT_RELAY")
    restart_environment()
    for asked in (event, unbooked, get_event(payment_id), follow_up_event(payment_id, "refunds", {"amount": 1})):
        status, answer = invoke("green", asked)
        assert (status, answer["error"]["code"]) == (409, "PAYMENT_TAKEN_ELSEWHERE")
    assert invoke("green", get_event(create_event()[0]))[0] == 404
    assert invoke("green", create_event()[1])[0] == 201
    assert (systems.colours_of(payment_id), systems.colours_of(claimed)) == (BLUE, "")
    monkeypatch.undo()
    restart_environment()
