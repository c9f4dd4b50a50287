"""Who asks for what is another's learns nothing: neither by the answer, nor by the work that it takes to give it.

Ids of payments follow from merchant and key, so that anybody can compute the id of a key that another may have used.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import fraud_detection.handler
import payment_validation.handler
import transaction_processing.handler
from adapters.postgres_connection import LedgerConnection
from payments.payment import payment_id_of
from tests.support.function_environment import clients
from tests.support.lambda_events import Context, payment, post_payment, request, unique
from tests.support.payment_cloud import PaymentCloud

Event = dict[str, Any]
OWNER, STRANGER = "arn:aws:iam::111122223333:user/owner", "arn:aws:iam::222233334444:user/stranger"
SHOP, PAUSED, NONE = "shop-of-owner", "shop-on-holiday", "shop-that-is-none"
NOWHERE = "00000000-0000-5000-8000-000000000000"
_call = LedgerConnection.call


@pytest.fixture(scope="module", autouse=True)
def shops(inside: PaymentCloud) -> None:
    inside.put_merchant(SHOP, callers=[OWNER])
    inside.put_merchant(PAUSED, status="suspended", callers=[OWNER])


@pytest.fixture(autouse=True)
def enforced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYMENTS_TENANCY", "enforced")


@contextmanager
def _work() -> Iterator[list[str]]:
    """Names of the calls of the database and of services, in their order."""
    done: list[str] = []

    def call(self: LedgerConnection, function: str, *arguments: str) -> Any:
        done.append(function)
        return _call(self, function, *arguments)

    def note(model: Any, **_: Any) -> None:
        done.append(model.name)

    emitters = [one.meta.events for service in ("dynamodb", "sns", "ssm") for one in clients(service)]
    for events in emitters:
        events.register_first("before-call", note)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(LedgerConnection, "call", call)
            yield done
    finally:
        for events in emitters:
            events.unregister("before-call", note)


def _asked(event: Event, caller: str, function: Callable[..., Any]) -> tuple[int, Any, list[str]]:
    with _work() as done:
        answer = function({**event, "headers": {**event["headers"], "x-caller-arn": caller}}, Context())
    body = json.loads(answer["body"])
    body.get("error", {}).pop("correlationId", None)
    return answer["statusCode"], body, done


def _body(merchant: str, **changes: Any) -> dict[str, Any]:
    return payment(cardToken=f"tok_{unique()}", customerId=f"c-{unique()}", merchantId=merchant, **changes)


def _post(path: str, body: Any) -> Event:
    return request("POST", path, body=body, headers={"idempotency-key": f"key-{unique()}"})


processing = transaction_processing.handler.handler
BY_PAYMENT: dict[str, Callable[[str], Event]] = {
    "a look": lambda one: request("GET", f"/payments/{one}"),
    "a refund": lambda one: _post(f"/payments/{one}/refunds", {"amount": 1}),
    "a refund of too much": lambda one: _post(f"/payments/{one}/refunds", {"amount": 999_999}),
    "a refund in another currency": lambda one: _post(f"/payments/{one}/refunds", {"amount": 1, "currency": "USD"}),
    "a reversal": lambda one: _post(f"/payments/{one}/reversal", {}),
    "an approval": lambda one: _post(f"/payments/{one}/decision", {"decision": "approve"}),
    "a refusal": lambda one: _post(f"/payments/{one}/decision", {"decision": "decline"}),
}
BY_MERCHANT: dict[str, tuple[Callable[..., Any], Callable[[str], Event]]] = {
    "a list": (processing, lambda shop: request("GET", f"/merchants/{shop}/payments")),
    "a short list": (processing, lambda shop: request("GET", f"/merchants/{shop}/payments", query={"limit": "1"})),
    "a payment": (processing, lambda shop: _post("/payments", _body(shop))),
    "a payment of too much": (processing, lambda shop: _post("/payments", _body(shop, amount=999_999_999))),
    "a payment with a field of later": (processing, lambda shop: _post("/payments", {**_body(shop), "later": 1})),
    "a validation": (payment_validation.handler.handler, lambda shop: _post("/validations", _body(shop))),
    "a screening": (fraud_detection.handler.handler, lambda shop: _post("/screenings", _body(shop))),
}


@pytest.mark.parametrize("name", BY_PAYMENT)
def test_anothers_payment_is_answered_as_none_and_by_the_same_work(inside: PaymentCloud, name: str) -> None:
    key = f"key-{unique()}"
    status, paid, _ = _asked(post_payment(key, _body(SHOP)), OWNER, processing)
    assert (status, paid["paymentId"]) == (201, payment_id_of(key, SHOP))
    theirs = _asked(BY_PAYMENT[name](paid["paymentId"]), STRANGER, processing)
    assert theirs == _asked(BY_PAYMENT[name](NOWHERE), STRANGER, processing)
    assert (theirs[0], theirs[1]["error"]["code"]) == (404, "PAYMENT_NOT_FOUND")
    assert _asked(BY_PAYMENT["a look"](paid["paymentId"]), OWNER, processing)[1] == paid


@pytest.mark.parametrize("shop", [SHOP, PAUSED])
@pytest.mark.parametrize("name", BY_MERCHANT)
def test_anothers_merchant_is_answered_as_none_and_by_the_same_work(inside: PaymentCloud, name: str, shop: str) -> None:
    function, event = BY_MERCHANT[name]
    _asked(event(NONE), STRANGER, function)  # which reads the parameters that are kept from then on
    theirs = _asked(event(shop), STRANGER, function)
    assert theirs == _asked(event(NONE), STRANGER, function)
    assert (theirs[0], theirs[1]["error"]["code"]) == (404, "MERCHANT_NOT_FOUND")


def test_a_key_that_another_has_used_is_free(inside: PaymentCloud) -> None:
    """Neither refused nor slower: it is another key, as it is another merchant's."""
    inside.put_merchant("shop-of-stranger", callers=[STRANGER])
    used, unused = f"key-{unique()}", f"key-{unique()}"
    _asked(post_payment(used, _body(SHOP)), OWNER, processing)
    answers = [_asked(post_payment(key, _body("shop-of-stranger")), STRANGER, processing) for key in (used, unused)]
    assert [(status, body["status"]) for status, body, _ in answers] == [(201, "approved")] * 2
    assert answers[0][2] == answers[1][2]


@pytest.mark.parametrize("forged", ["X-Caller-Arn", "X-CALLER-ARN", "x-Caller-arn"])
def test_a_name_beside_that_of_the_gateway_makes_nobody_of_both(inside: PaymentCloud, forged: str) -> None:
    event = post_payment(f"key-{unique()}", _body(SHOP))
    for names in ({forged: OWNER, "x-caller-arn": STRANGER}, {"x-caller-arn": STRANGER, forged: OWNER}):
        answer = processing({**event, "headers": {**event["headers"], **names}}, Context())
        assert answer["statusCode"] == 404


@pytest.mark.parametrize("name", ["x_caller_arn", "x-amzn-caller-arn", "x-caller-arn ", "cookie", "authorization"])
def test_no_other_header_names_a_caller(inside: PaymentCloud, name: str) -> None:
    event = post_payment(f"key-{unique()}", _body(SHOP))
    answer = processing({**event, "headers": {**event["headers"], name: OWNER}}, Context())
    assert answer["statusCode"] == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "POST"])
def test_no_other_verb_does_anything(inside: PaymentCloud, method: str) -> None:
    _, paid, _ = _asked(post_payment(f"key-{unique()}", _body(SHOP)), OWNER, processing)
    for path in (f"/payments/{paid['paymentId']}", f"/merchants/{SHOP}/payments"):
        assert _asked(request(method, path, body={}), STRANGER, processing)[0] == 404


def test_two_keys_whose_names_differ_in_their_case_are_two(inside: PaymentCloud) -> None:
    event = post_payment("one", _body(SHOP))
    headers = {**event["headers"], "Idempotency-Key": "two", "x-caller-arn": OWNER}
    answer = processing({**event, "headers": headers}, Context())
    assert json.loads(answer["body"])["error"]["code"] == "IDEMPOTENCY_KEY_INVALID"
