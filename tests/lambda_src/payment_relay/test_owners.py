"""A payment belongs to whoever claimed it first, and is answered by its owner on whichever side it is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from payments.claims import BLUE, GREEN
from tests.lambda_src.payment_relay.two_functions import (
    COLOURS,
    OTHER,
    create_event,
    created,
    follow_up_event,
    get_event,
    invoke,
)
from tests.support.lambda_events import request, unique
from tests.support.two_systems import CLAIMS, TwoSystems

by_side = pytest.mark.parametrize("side", COLOURS)


@by_side
def test_a_retry_on_the_other_side_gets_the_first_answer_and_books_nothing(systems: TwoSystems, side: str) -> None:
    payment_id, event = create_event()
    first = invoke(side, event)
    assert (first[0], first[1]["paymentId"]) == (201, payment_id)
    assert invoke(OTHER[side], event) == first
    assert invoke(side, event) == first
    assert systems.colours_of(payment_id) == side
    assert systems.claims()[payment_id]["colour"] == side
    assert systems.claims()[payment_id]["outcome"] == "booked"


@by_side
@pytest.mark.parametrize("asked", COLOURS)
def test_whatever_is_done_later_is_done_by_the_owner(systems: TwoSystems, side: str, asked: str) -> None:
    made = created(side)
    payment_id = made["paymentId"]
    assert invoke(asked, get_event(payment_id)) == (200, made)
    key = unique()
    refund = invoke(asked, follow_up_event(payment_id, "refunds", {"amount": 250}, key))
    assert refund[0] == 201
    assert invoke(OTHER[asked], follow_up_event(payment_id, "refunds", {"amount": 250}, key)) == refund
    assert invoke(asked, get_event(payment_id))[1]["refundedAmount"] == 250
    assert (
        invoke(asked, follow_up_event(payment_id, "refunds", {"amount": 1250}))[1]["error"]["code"]
        == "REFUND_TOO_LARGE"
    )
    assert invoke(asked, follow_up_event(payment_id, "decision", {"decision": "decline"}))[0] == 409
    whole = created(side)["paymentId"]
    assert invoke(asked, follow_up_event(whole, "reversal"))[0] == 201
    assert invoke(OTHER[asked], get_event(whole))[1]["status"] == "reversed"


@by_side
@pytest.mark.parametrize(("was", "becomes"), [("1250", "1251"), ("EUR", "USD"), ("A-17", "A-18"), ("c-", "d-")])
def test_another_payment_under_the_same_key_is_refused_on_both_sides(
    systems: TwoSystems, side: str, was: str, becomes: str
) -> None:
    payment_id, event = create_event()
    assert invoke(side, event)[0] == 201
    other = {**event, "body": event["body"].replace(was, becomes)}
    for asked in COLOURS:
        status, answer = invoke(asked, other)
        assert (status, answer["error"]["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert systems.colours_of(payment_id) == side


@by_side
def test_what_nobody_has_is_not_found(systems: TwoSystems, side: str) -> None:
    payment_id, _ = create_event()
    events = (
        get_event(payment_id),
        follow_up_event(payment_id, "refunds", {"amount": 1}),
        follow_up_event(payment_id, "reversal"),
        follow_up_event(payment_id, "decision", {"decision": "approve"}),
    )
    for event in events:
        status, answer = invoke(side, event)
        assert (status, answer["error"]["code"]) == (404, "PAYMENT_NOT_FOUND")


@by_side
def test_what_was_paid_before_claims_began_is_found_and_not_booked_again(systems: TwoSystems, side: str) -> None:
    payment_id, event = create_event()
    first = invoke(BLUE, event)
    systems.cloud.moto.client("dynamodb").delete_item(
        TableName=systems.cloud.name(CLAIMS), Key={"paymentId": {"S": payment_id}}
    )
    assert invoke(side, get_event(payment_id)) == (200, first[1])
    assert invoke(side, follow_up_event(payment_id, "refunds", {"amount": 1}))[0] == 201
    status, again = invoke(side, event)
    assert (status, again["paymentId"], again["refundedAmount"]) == (201, payment_id, 1)
    assert systems.colours_of(payment_id) == BLUE
    assert systems.claims()[payment_id]["colour"] == BLUE


def test_a_payment_of_green_from_before_claims_is_found_through_the_relay(systems: TwoSystems) -> None:
    payment_id, event = create_event()
    first = invoke(GREEN, event)
    systems.cloud.moto.client("dynamodb").delete_item(
        TableName=systems.cloud.name(CLAIMS), Key={"paymentId": {"S": payment_id}}
    )
    assert invoke(BLUE, get_event(payment_id)) == (200, first[1])
    assert invoke(BLUE, follow_up_event(payment_id, "refunds", {"amount": 1}))[0] == 201


@by_side
@pytest.mark.parametrize("claimed", COLOURS)
def test_a_claim_without_a_booking_is_taken_up_by_its_owner(systems: TwoSystems, side: str, claimed: Any) -> None:
    """As after a crash between the two."""
    payment_id, event = create_event()
    item = {"paymentId": payment_id, "colour": claimed, "claimedAt": "2026-11-28T00:00:00.000000Z", "outcome": "open"}
    systems.cloud.moto.client("dynamodb").put_item(
        TableName=systems.cloud.name(CLAIMS), Item={name: {"S": value} for name, value in item.items()}
    )
    assert invoke(side, get_event(payment_id))[0] == 404
    assert invoke(side, event)[0] == 201
    assert systems.colours_of(payment_id) == claimed


@by_side
def test_who_is_handed_over_answers_or_refuses_and_hands_nothing_over(systems: TwoSystems, side: str) -> None:
    payment_id, event = create_event()
    assert invoke(OTHER[side], event)[0] == 201
    systems.invocations.calls.clear()
    for asked in (event, get_event(payment_id), follow_up_event(payment_id, "refunds", {"amount": 1})):
        status, _ = invoke(side, {**asked, "handedOver": True})
        assert status in (404, 503)
    assert not systems.invocations.calls
    assert systems.colours_of(payment_id) == OTHER[side]


@by_side
def test_no_caller_can_say_that_a_request_was_handed_over(systems: TwoSystems, side: str) -> None:
    """It stands beside what the balancer writes: headers, a query and a body are below."""
    payment_id, event = create_event()
    assert invoke(OTHER[side], event)[0] == 201
    claimed = request("GET", f"/payments/{payment_id}", headers={"handedOver": "true"}, query={"handedOver": "true"})
    assert invoke(side, claimed)[0] == 200


def test_both_sides_answer_under_one_correlation_id(systems: TwoSystems) -> None:
    payment_id, event = create_event()
    assert invoke(GREEN, event)[0] == 201
    other = {**event, "body": event["body"].replace("1250", "1251")}
    other["headers"] = {**other["headers"], "x-correlation-id": None}
    del other["headers"]["x-correlation-id"]
    from payment_relay.handler import handler
    from tests.support.lambda_events import Context

    answer = handler(other, Context())
    assert answer["headers"]["X-Correlation-Id"] in answer["body"]
    assert systems.colours_of(payment_id) == GREEN
