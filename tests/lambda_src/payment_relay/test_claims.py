"""Where claims cannot be read or written, nothing is booked; where only an answer was lost, a retry finds its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import Request, urlopen

import pytest
from botocore.awsrequest import AWSResponse  # type: ignore[import-untyped]  # botocore has no types
from botocore.exceptions import (  # type: ignore[import-untyped]  # see above
    ClientError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from payments.claims import BLUE, GREEN
from tests.lambda_src.payment_relay.two_functions import COLOURS, OTHER, create_event, created, get_event, invoke
from tests.support.function_environment import clients
from tests.support.two_systems import CLAIMS, TwoSystems

by_side = pytest.mark.parametrize("side", COLOURS)
Strike = Callable[..., Any]


def _throttled(**_: Any) -> None:
    raise ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, "PutItem")


def _unreachable(**_: Any) -> None:
    raise EndpointConnectionError(endpoint_url="https://dynamodb.test")


def _unanswered(**_: Any) -> None:
    raise ReadTimeoutError(endpoint_url="https://dynamodb.test")


@contextmanager
def _struck(systems: TwoSystems, moment: str, strike: Strike, *operations: str) -> Iterator[list[str]]:
    """While this lasts, those calls for the table of claims fail; their names."""
    table, struck = systems.cloud.name(CLAIMS), []

    def of_claims(model: Any = None, params: Any = None, context: Any = None, **more: Any) -> None:
        if model.name in operations and (moment == "after-call" or table in str(params["body"])):
            struck.append(model.name)
            strike()

    emitters = [client.meta.events for client in clients("dynamodb")]
    for events in emitters:
        events.register_first(moment, of_claims)
    try:
        yield struck
    finally:
        for events in emitters:
            events.unregister(moment, of_claims)


@by_side
@pytest.mark.parametrize("strike", [_throttled, _unreachable, _unanswered])
def test_without_claims_nothing_is_booked_or_sent(systems: TwoSystems, side: str, strike: Strike) -> None:
    payment_id, event = create_event()
    posts = _posts(systems)
    with _struck(systems, "before-call", strike, "PutItem", "GetItem") as struck:
        status, answer = invoke(side, event)
    assert struck
    assert (status, answer["error"]["code"]) == (503, "UNAVAILABLE")
    assert (systems.colours_of(payment_id), _posts(systems)) == ("", posts)
    assert invoke(OTHER[side], event)[0] == 201
    assert systems.colours_of(payment_id) == OTHER[side]


@by_side
def test_a_claim_whose_answer_was_lost_holds_on_both_sides(systems: TwoSystems, side: str) -> None:
    payment_id, event = create_event()
    with _struck(systems, "after-call", _unanswered, "PutItem") as struck:
        status, answer = invoke(side, event)
    assert struck
    assert (status, answer["error"]["code"]) == (503, "UNAVAILABLE")
    assert systems.colours_of(payment_id) == ""
    assert invoke(OTHER[side], event)[0] == 201
    assert systems.colours_of(payment_id) == side


@by_side
def test_a_claim_that_is_repeated_after_a_lost_answer_finds_itself(systems: TwoSystems, side: str) -> None:
    """As botocore repeats it: the condition fails, and what stands there is one's own."""
    payment_id, event = create_event()
    table, lost = systems.cloud.name(CLAIMS), []

    def lose(request: Any, **_: Any) -> Any:
        if lost or table not in str(request.body):
            return None
        with urlopen(Request(request.url, request.body, dict(request.headers.items()), method="POST")) as answer:
            lost.append(answer.status)
        return AWSResponse(request.url, 500, {}, _Empty())

    emitters = [client.meta.events for client in clients("dynamodb")]
    for events in emitters:
        events.register_first("before-send.dynamodb.PutItem", lose)
    try:
        assert invoke(side, event)[0] == 201
    finally:
        for events in emitters:
            events.unregister("before-send.dynamodb.PutItem", lose)
    assert lost == [200]
    assert systems.colours_of(payment_id) == side


@by_side
def test_what_cannot_be_noted_is_answered_all_the_same(systems: TwoSystems, side: str) -> None:
    payment_id, event = create_event()
    with _struck(systems, "before-call", _unreachable, "UpdateItem") as struck:
        assert invoke(side, event)[0] == 201
    assert struck
    assert systems.claims()[payment_id]["outcome"] == "open"
    assert invoke(OTHER[side], event)[0] == 201
    assert systems.claims()[payment_id]["outcome"] == "booked"


def test_a_look_at_what_is_greens_needs_no_claims_on_its_own_side(systems: TwoSystems) -> None:
    made = created(GREEN)
    with _struck(systems, "before-call", _unreachable, "GetItem"):
        assert invoke(GREEN, get_event(made["paymentId"])) == (200, made)
        assert invoke(BLUE, get_event(made["paymentId"]))[0] == 503


def test_a_booked_payment_is_never_noted_as_anything_else(systems: TwoSystems) -> None:
    from payment_relay.wiring import claims

    payment_id = created(BLUE)["paymentId"]
    for outcome in ("unknown", "refused", "open"):
        claims().record_outcome(payment_id, BLUE, outcome)  # type: ignore[arg-type]  # each is an outcome
        assert systems.claims()[payment_id]["outcome"] == "booked"


def test_nobody_notes_for_the_other_side(systems: TwoSystems) -> None:
    from payment_relay.wiring import claims

    payment_id, _ = create_event()
    claims().claim(payment_id, BLUE)
    claims().record_outcome(payment_id, GREEN, "booked")
    assert systems.claims()[payment_id]["outcome"] == "open"


class _Empty:
    """The body of an answer that never came."""

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield b"{}"


def _posts(systems: TwoSystems) -> int:
    return sum(count for name, count in systems.on_premises.requests.items() if name.startswith("POST"))
