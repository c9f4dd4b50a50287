"""A caller acts for its own merchants alone, on every route; what is another's is answered as if it were not there."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import fraud_detection.handler
import payment_validation.handler
import transaction_processing.handler
from adapters.aws import client
from adapters.merchants import DynamoMerchants
from payments.payment import payment_id_of
from tests.support.function_environment import failing_service
from tests.support.lambda_events import Context, payment, post_payment, request, unique
from tests.support.payment_cloud import PaymentCloud

Event = dict[str, Any]
ALICE = "arn:aws:sts::111122223333:assumed-role/alice/i-0abc"
BOB = "arn:aws:iam::444455556666:user/bob"
SHOP, OTHER = "shop-of-alice", "shop-of-bob"


@pytest.fixture(scope="module", autouse=True)
def shops(inside: PaymentCloud) -> None:
    inside.put_merchant(SHOP, callers=["arn:aws:iam::111122223333:role/alice"])
    inside.put_merchant(OTHER, callers=[BOB])
    inside.put_merchant("shop-of-nobody")


@pytest.fixture(autouse=True)
def enforced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYMENTS_TENANCY", "enforced")


def _answered(
    event: Event, caller: str | None, handler: Callable[..., Any] = transaction_processing.handler.handler
) -> tuple[int, dict[str, Any]]:
    headers = {**event["headers"], **({} if caller is None else {"x-caller-arn": caller})}
    answer = handler({**event, "headers": headers}, Context())
    body = json.loads(answer["body"])
    body.get("error", {}).pop("correlationId", None)
    return answer["statusCode"], body


def _body(merchant: str = SHOP, **changes: Any) -> dict[str, Any]:
    return payment(cardToken=f"tok_{unique()}", customerId=f"c-{unique()}", merchantId=merchant, **changes)


def test_a_caller_books_reads_and_lists_for_its_own_merchant(inside: PaymentCloud) -> None:
    status, created = _answered(post_payment(f"key-{unique()}", _body()), ALICE)
    assert status == 201
    assert _answered(request("GET", f"/payments/{created['paymentId']}"), ALICE) == (200, created)
    status, page = _answered(request("GET", f"/merchants/{SHOP}/payments"), ALICE)
    assert (status, page["payments"][0]) == (200, created)


@pytest.mark.parametrize("caller", [BOB, None, "", "arn:aws:sts::999922223333:assumed-role/alice/i-0abc"])
def test_what_is_anothers_is_answered_as_what_is_not_there(inside: PaymentCloud, caller: str | None) -> None:
    key, body = f"key-{unique()}", _body()
    _, created = _answered(post_payment(key, body), ALICE)
    nowhere = _body(f"shop-{unique()}")
    assert _answered(post_payment(key, body), caller) == _answered(post_payment(key, nowhere), caller)
    assert _answered(post_payment(key, body), caller)[1]["error"]["code"] == "MERCHANT_NOT_FOUND"
    theirs = _answered(request("GET", f"/payments/{created['paymentId']}"), caller)
    assert theirs == _answered(request("GET", "/payments/00000000-0000-5000-8000-000000000000"), caller)
    assert (theirs[0], theirs[1]["error"]["code"]) == (404, "PAYMENT_NOT_FOUND")
    theirs = _answered(request("GET", f"/merchants/{SHOP}/payments"), caller)
    assert theirs == _answered(request("GET", f"/merchants/shop-{unique()}/payments"), caller)
    assert (theirs[0], theirs[1]["error"]["code"]) == (404, "MERCHANT_NOT_FOUND")


def test_a_payment_that_is_in_the_ledger_alone_is_kept_from_others_too(inside: PaymentCloud) -> None:
    _, created = _answered(post_payment(f"key-{unique()}", _body()), ALICE)
    client("dynamodb").delete_item(
        TableName=inside.name("transactions"), Key={"paymentId": {"S": created["paymentId"]}}
    )
    path = f"/payments/{created['paymentId']}"
    assert _answered(request("GET", path), BOB)[0] == 404
    assert _answered(request("GET", path), ALICE) == (200, created)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("refunds", {"amount": 1}),
        ("reversal", {}),
        ("decision", {"decision": "approve"}),
    ],
)
def test_nobody_changes_the_payment_of_another(inside: PaymentCloud, path: str, body: dict[str, Any]) -> None:
    _, created = _answered(post_payment(f"key-{unique()}", _body()), ALICE)

    def asked(payment_id: str, caller: str | None) -> tuple[int, dict[str, Any]]:
        headers = {"idempotency-key": f"key-{unique()}"}
        return _answered(request("POST", f"/payments/{payment_id}/{path}", body=body, headers=headers), caller)

    for caller in (BOB, None):
        theirs = asked(created["paymentId"], caller)
        assert theirs == asked("00000000-0000-5000-8000-000000000000", caller)
        assert (theirs[0], theirs[1]["error"]["code"]) == (404, "PAYMENT_NOT_FOUND")
    assert inside.sql(
        "SELECT count(*) FROM ledger.entries WHERE payment_id = CAST(:id AS uuid)", id=created["paymentId"]
    ) == [[1]]
    assert asked(created["paymentId"], ALICE)[0] in (201, 409)


@pytest.mark.parametrize("function", [payment_validation.handler, fraud_detection.handler])
@pytest.mark.parametrize("merchant", [SHOP, "shop-of-nobody", "shop-that-is-none"])
def test_nobody_validates_or_screens_for_another(inside: PaymentCloud, function: Any, merchant: str) -> None:
    path = "/validations" if function is payment_validation.handler else "/screenings"
    before = inside.items("fraud-counters")
    status, body = _answered(request("POST", path, body=_body(merchant)), BOB, function.handler)
    assert (status, body["error"]["code"]) == (404, "MERCHANT_NOT_FOUND")
    assert inside.items("fraud-counters") == before
    assert _answered(request("POST", path, body=_body(OTHER)), BOB, function.handler)[0] == 200


def test_a_key_is_its_merchants_own(inside: PaymentCloud) -> None:
    key = f"key-{unique()}"
    status, first = _answered(post_payment(key, _body()), ALICE)
    status_of_bob, second = _answered(post_payment(key, _body(OTHER)), BOB)
    assert (status, status_of_bob) == (201, 201)
    assert first["paymentId"] != second["paymentId"]
    assert first["paymentId"] == payment_id_of(key, SHOP)


def test_a_retry_by_another_session_of_the_role_is_a_retry(inside: PaymentCloud) -> None:
    key, body = f"key-{unique()}", _body()
    assert _answered(post_payment(key, body), ALICE) == _answered(post_payment(key, body), f"{ALICE}-2")


def test_who_was_taken_off_the_list_is_nobody_at_once(inside: PaymentCloud) -> None:
    inside.put_merchant("shop-of-change", callers=[BOB])
    assert _answered(post_payment(f"key-{unique()}", _body("shop-of-change")), BOB)[0] == 201
    inside.put_merchant("shop-of-change", callers=[ALICE])
    assert _answered(post_payment(f"key-{unique()}", _body("shop-of-change")), BOB)[0] == 404


def test_while_merchants_can_not_be_read_nobody_is_let_in(inside: PaymentCloud) -> None:
    key, body = f"key-{unique()}", _body()
    _, created = _answered(post_payment(key, body), ALICE)
    with failing_service("dynamodb"):
        assert _answered(post_payment(key, body), BOB)[0] == 503
        assert _answered(request("GET", f"/payments/{created['paymentId']}"), BOB)[0] == 503


def test_two_names_are_no_name(inside: PaymentCloud) -> None:
    event = post_payment(f"key-{unique()}", _body(OTHER))
    headers = {name: [value] for name, value in event.pop("headers").items()}
    for names, status in (([BOB], 201), ([BOB, ALICE], 404)):
        several = {**event, "multiValueHeaders": {**headers, "x-caller-arn": names}}
        assert transaction_processing.handler.handler(several, Context())["statusCode"] == status


def test_a_mode_that_does_not_exist_lets_nobody_in(inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYMENTS_TENANCY", "on")
    assert _answered(post_payment(f"key-{unique()}", _body()), ALICE)[0] == 500


def test_where_it_is_off_anybody_acts_for_every_merchant(inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYMENTS_TENANCY", "off")
    assert _answered(post_payment(f"key-{unique()}", _body()), BOB)[0] == 201
    assert _answered(request("GET", "/merchants/nobody/payments"), None)[0] == 200


def test_callers_may_be_a_list_as_well_as_a_set(inside: PaymentCloud) -> None:
    item = {
        "merchantId": {"S": "shop-of-list"},
        "status": {"S": "active"},
        "callers": {"L": [{"S": BOB}, {"S": ALICE}]},
    }
    client("dynamodb").put_item(TableName=inside.name("merchants"), Item=item)
    merchant = DynamoMerchants(inside.name("merchants")).find("shop-of-list")
    assert merchant is not None
    assert sorted(merchant.callers) == sorted([ALICE, BOB])
