"""What callers write goes on-premises checked and cut down to what is known, or not at all."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from adapters.logs import logger
from payment_relay import wiring
from payment_relay.https_exchange import OutgoingRequest
from payments.claims import BLUE
from tests.lambda_src.payment_relay.two_functions import (
    create_event,
    created,
    follow_up_event,
    get_event,
    invoke,
    list_event,
)
from tests.support.function_environment import restart_environment
from tests.support.lambda_events import payment, post_payment, request, unique
from tests.support.two_systems import TwoSystems


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[OutgoingRequest]:
    """What goes on-premises."""
    requests: list[OutgoingRequest] = []
    system = wiring.on_premises()
    plain = type(system).send

    def send(self: Any, forwarded: OutgoingRequest, **options: Any) -> Any:
        requests.append(forwarded)
        return plain(self, forwarded, **options)

    monkeypatch.setattr(type(system), "send", send)
    return requests


VISA = "4111111111111111"
PATHS = (
    "/payments/../merchants",
    "/payments/%2e%2e%2fadmin",
    "/payments/a b",
    "/payments/a%0d%0aX-Evil:1",
    "/payments/é",
    "/payments/" + "a" * 65,
    "/payments//refunds",
    "/admin",
    "/payments/1;drop",
    "//evil.example/payments",
    "/payments/{id}",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_is_none_of_the_routes_goes_nowhere(
    systems: TwoSystems, sent: list[OutgoingRequest], path: str
) -> None:
    assert invoke(BLUE, request("GET", path))[0] == 404
    assert not sent


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"])
def test_a_method_that_is_none_of_the_routes_goes_nowhere(
    systems: TwoSystems, sent: list[OutgoingRequest], method: str
) -> None:
    assert invoke(BLUE, request(method, "/payments"))[0] == 404
    assert not sent


def test_only_known_headers_go_on_premises(systems: TwoSystems, sent: list[OutgoingRequest]) -> None:
    hostile = {
        "authorization": "Basic x",
        "host": "evil.example",
        "transfer-encoding": "chunked",
        "content-length": "5",
        "x-forwarded-host": "evil.example",
        "cookie": "a=b",
        "expect": "100-continue",
        "x-caller-arn": "arn:aws:iam::123456789012:role/shop",
    }
    _, event = create_event()
    event["headers"] |= hostile
    assert invoke(BLUE, event)[0] == 201
    [forwarded] = sent
    assert dict(forwarded.headers) == {
        "X-Correlation-Id": event["headers"]["x-correlation-id"],
        "Content-Type": "application/json",
        "Idempotency-Key": event["headers"]["idempotency-key"],
        "X-Caller-Arn": "arn:aws:iam::123456789012:role/shop",
    }


@pytest.mark.parametrize("named", ["a\r\nX-Evil: 1", "a\nb", "\x00", "é", "", "x" * 3000])
def test_a_name_of_a_caller_that_is_none_goes_nowhere(
    systems: TwoSystems, sent: list[OutgoingRequest], named: str
) -> None:
    _, event = create_event()
    event["headers"]["x-caller-arn"] = named
    assert invoke(BLUE, event)[0] == 201
    assert all("X-Caller-Arn" not in forwarded.headers for forwarded in sent)


@pytest.mark.parametrize("key", ["", "a b", "a\r\nX: 1", "é", "x" * 129])
def test_a_key_that_is_none_is_refused_before_anything_is_claimed(
    systems: TwoSystems, sent: list[OutgoingRequest], key: str
) -> None:
    claims = len(systems.claims())
    assert invoke(BLUE, post_payment(key, payment()))[0] == 400
    assert (len(systems.claims()), sent) == (claims, [])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 400),
        ('{"amount": 1, "amount": 2}', 400),
        (payment(amount="1"), 400),
        (payment(amount=1.5), 400),
        (payment(extra=1), 400),
        (payment(merchantId="../x"), 400),
        ("x" * 20_000, 413),
    ],
)
def test_a_body_that_is_no_payment_is_refused_before_anything_is_claimed(
    systems: TwoSystems, sent: list[OutgoingRequest], body: Any, status: int
) -> None:
    claims = len(systems.claims())
    assert invoke(BLUE, post_payment(unique(), body))[0] == status
    assert (len(systems.claims()), sent) == (claims, [])


def test_card_numbers_are_refused_wherever_they_are_kept(systems: TwoSystems, sent: list[OutgoingRequest]) -> None:
    events = (
        post_payment(unique(), payment(reference=f"card {VISA}")),
        post_payment(VISA, payment()),
        get_event(VISA),
        list_event(VISA),
        list_event(cursor=VISA),
        follow_up_event("a", "refunds", {"amount": 1, "reference": VISA}),
    )
    for event in events:
        status, answer = invoke(BLUE, event)
        assert (status, answer["error"]["code"]) == (400, "PAN_REFUSED")
        assert VISA not in json.dumps(answer)
    assert not sent


def test_nothing_of_a_card_or_a_customer_is_logged(systems: TwoSystems, monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    for printing in logger.handlers:
        monkeypatch.setattr(printing, "stream", log)
    token, customer = f"tok_{unique()}", f"customer-{unique()}"
    _, event = create_event(cardToken=token, customerId=customer)
    systems.on_premises.faults.plant("fail before booking")
    assert invoke(BLUE, event)[0] == 503
    assert invoke(BLUE, event)[0] == 201
    _, other = create_event(cardToken=token, customerId=customer)
    systems.on_premises.faults.plant("break after booking")
    assert invoke(BLUE, other)[0] == 201
    logged = log.getvalue()
    assert "request_answered" in logged
    assert (token in logged, customer in logged, "tok_" in logged) == (False, False, False)


CALLER, OTHERS = "arn:aws:iam::123456789012:role/shop", "arn:aws:iam::123456789012:role/other"


@pytest.fixture
def tenancy(systems: TwoSystems, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    merchant = f"m-{unique()}"
    systems.cloud.put_merchant(merchant, callers=[CALLER])
    monkeypatch.setenv("PAYMENTS_TENANCY", "enforced")
    restart_environment()
    yield merchant
    monkeypatch.undo()
    restart_environment()


def _as(caller: str, event: Mapping[str, Any]) -> dict[str, Any]:
    return {**event, "headers": {**event["headers"], "x-caller-arn": caller}}


@pytest.mark.parametrize("side", ["blue", "green"])
def test_what_is_anothers_is_not_there_whichever_side_is_asked(systems: TwoSystems, tenancy: str, side: str) -> None:
    claims = len(systems.claims())
    _, foreign = create_event(merchantId=tenancy)
    assert invoke(side, _as(OTHERS, foreign))[1]["error"]["code"] == "MERCHANT_NOT_FOUND"
    assert len(systems.claims()) == claims
    _, event = create_event(merchantId=tenancy)
    status, made = invoke(BLUE, _as(CALLER, event))
    assert status == 201
    payment_id = made["paymentId"]
    for asked in (
        get_event(payment_id),
        follow_up_event(payment_id, "refunds", {"amount": 1}),
        follow_up_event(payment_id, "reversal"),
    ):
        assert invoke(side, _as(OTHERS, asked))[0] == 404
    assert invoke(side, _as(OTHERS, list_event(tenancy)))[0] == 404
    assert invoke(side, _as(CALLER, get_event(payment_id))) == (200, made)
    assert invoke(side, _as(CALLER, list_event(tenancy, ledger="blue")))[1]["payments"] == [made]
    assert invoke(side, _as(CALLER, follow_up_event(payment_id, "refunds", {"amount": 1})))[0] == 201


def test_a_payment_goes_on_premises_as_it_was_written(systems: TwoSystems, sent: list[OutgoingRequest]) -> None:
    made = created(BLUE, reference='order "7"')
    assert json.loads(sent[0].body)["reference"] == made["reference"] == 'order "7"'
