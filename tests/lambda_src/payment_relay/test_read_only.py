"""On-premises that is closed books nothing more: what it has is shown, and what is new is green's on either side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest

from payments.claims import BLUE, GREEN, IN_FLIGHT_SECONDS
from payments.payment import timestamp
from tests.lambda_src.payment_relay.two_functions import (
    COLOURS,
    create_event,
    created,
    follow_up_event,
    get_event,
    invoke,
)
from tests.support.function_environment import restart_environment
from tests.support.lambda_events import unique
from tests.support.two_systems import CLAIMS, TwoSystems

by_side = pytest.mark.parametrize("side", COLOURS)


@pytest.fixture
def closed(systems: TwoSystems, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The relay as it is with `relay.readOnly`."""
    monkeypatch.setenv("RELAY_READ_ONLY", "true")
    restart_environment()
    yield
    monkeypatch.undo()
    restart_environment()


def put_claim(systems: TwoSystems, payment_id: str, outcome: str, seconds_ago: float) -> None:
    moment = timestamp(datetime.now(timezone.utc) - timedelta(seconds=seconds_ago))
    item = {"paymentId": payment_id, "colour": BLUE, "claimedAt": moment, "outcome": outcome}
    systems.cloud.moto.client("dynamodb").put_item(
        TableName=systems.cloud.name(CLAIMS), Item={name: {"S": value} for name, value in item.items()}
    )


@by_side
@pytest.mark.usefixtures("closed")
def test_a_new_payment_is_greens_wherever_it_arrives(systems: TwoSystems, side: str) -> None:
    payment_id, event = create_event()
    assert invoke(side, event)[0] == 201
    assert systems.colours_of(payment_id) == GREEN
    assert systems.claims()[payment_id]["colour"] == GREEN


@by_side
def test_what_blue_has_is_shown_and_a_retry_gets_it(
    systems: TwoSystems, side: str, request: pytest.FixtureRequest
) -> None:
    payment_id, event = create_event()
    first = invoke(BLUE, event)
    request.getfixturevalue("closed")
    assert invoke(side, get_event(payment_id)) == (200, first[1])
    assert invoke(side, event) == first
    assert systems.colours_of(payment_id) == BLUE


@by_side
def test_what_blue_has_from_before_claims_stays_blues(
    systems: TwoSystems, side: str, request: pytest.FixtureRequest
) -> None:
    payment_id, event = create_event()
    first = invoke(BLUE, event)
    systems.cloud.moto.client("dynamodb").delete_item(
        TableName=systems.cloud.name(CLAIMS), Key={"paymentId": {"S": payment_id}}
    )
    request.getfixturevalue("closed")
    assert invoke(side, event) == first
    assert (systems.colours_of(payment_id), systems.claims()[payment_id]["colour"]) == (BLUE, BLUE)


@by_side
def test_what_blue_has_is_not_changed_any_more(systems: TwoSystems, side: str, request: pytest.FixtureRequest) -> None:
    payment_id, green = created(BLUE)["paymentId"], created(GREEN)["paymentId"]
    request.getfixturevalue("closed")
    for event in (follow_up_event(payment_id, "refunds", {"amount": 1}), follow_up_event(payment_id, "reversal")):
        status, answer = invoke(side, event)
        assert (status, answer["error"]["code"]) == (409, "PAYMENT_READ_ONLY")
    assert invoke(side, get_event(payment_id))[1]["refundedAmount"] == 0
    assert invoke(side, follow_up_event(green, "refunds", {"amount": 1}))[0] == 201
    assert invoke(side, follow_up_event(unique(), "reversal"))[0] == 404


@by_side
@pytest.mark.parametrize(
    ("outcome", "seconds_ago", "code"),
    [
        ("open", 1.0, "OUTCOME_UNKNOWN"),
        ("unknown", IN_FLIGHT_SECONDS + 60, "OUTCOME_UNKNOWN"),
        ("open", IN_FLIGHT_SECONDS + 60, "PAYMENT_TAKEN_ELSEWHERE"),
        ("refused", IN_FLIGHT_SECONDS + 60, "PAYMENT_TAKEN_ELSEWHERE"),
    ],
)
@pytest.mark.usefixtures("closed")
def test_what_blue_has_claimed_and_not_booked_is_refused_once_nobody_can_be_at_it(
    systems: TwoSystems, side: str, outcome: str, seconds_ago: float, code: str
) -> None:
    """Who is told too early to pay with a new key pays twice."""
    payment_id, event = create_event()
    put_claim(systems, payment_id, outcome, seconds_ago)
    assert invoke(side, event)[1]["error"]["code"] == code
    assert systems.colours_of(payment_id) == ""


@by_side
@pytest.mark.usefixtures("closed")
def test_where_on_premises_is_away_nothing_new_is_taken_for_green(systems: TwoSystems, side: str) -> None:
    """It might have booked the key before there were claims."""
    payment_id, event = create_event()
    systems.on_premises.close_address(0)
    systems.on_premises.close_address(1)
    try:
        assert invoke(side, event)[0] == 503
    finally:
        systems.on_premises.open_address(0)
        systems.on_premises.open_address(1)
    assert (systems.colours_of(payment_id), payment_id in systems.claims()) == ("", False)
    assert invoke(side, event)[0] == 201
