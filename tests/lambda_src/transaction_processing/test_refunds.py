"""Refunds, reversals and decisions over a real database and emulated AWS services: the answers, and the money."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from adapters.credentials import SecretCredentials
from adapters.database import Database
from adapters.ledger import AuroraLedger
from adapters.settings import DatabaseSettings
from payments.errors import PaymentError
from payments.fraud_rules import EXAMPLE
from payments.refunds import RefundRequest
from tests.support.function_environment import failing_service
from tests.support.lambda_events import Context, payment, post_payment, request, unique
from tests.support.payment_cloud import PaymentCloud
from transaction_processing.handler import handler

Answer = tuple[int, dict[str, Any]]


@pytest.fixture(scope="module", autouse=True)
def foreign_cards_are_reviewed(cloud: PaymentCloud) -> None:
    cloud.put_parameter("fraud/rules", {**EXAMPLE, "thresholds": {"review": 10, "decline": 90}})


@pytest.fixture(autouse=True)
def accounts_add_up_to_nothing(inside: PaymentCloud) -> Iterator[None]:
    """Whatever a test did, and for every payment: what is in the ledger is what is read of it."""
    yield
    sums = inside.sql("SELECT currency, sum(amount)::bigint FROM ledger.postings GROUP BY currency")
    assert {total for _, total in sums} <= {0}
    taken = dict(
        inside.sql(
            "SELECT payment_id::text, sum(amount)::bigint FROM ledger.postings "
            "WHERE account = 'card-clearing' GROUP BY payment_id"
        )
    )
    for item in inside.items("transactions"):
        held = int(item["amount"]["N"]) - int(item["refundedAmount"]["N"])
        expected = held if item["status"]["S"] == "approved" else 0
        assert taken.get(item["paymentId"]["S"], 0) == expected
    assert inside.sql("SELECT * FROM ledger.outbox") == []


def _answered(event: Any) -> Answer:
    answer = handler(event, Context())
    return answer["statusCode"], json.loads(answer["body"])


def _paid(**changes: Any) -> str:
    body = payment(**{"cardToken": f"tok_{unique()}", "customerId": f"c-{unique()}", **changes})
    status, answer = _answered(post_payment(unique(), body))
    assert status == 201
    return str(answer["paymentId"])


def _reviewed() -> str:
    payment_id = _paid(cardCountry="US")
    assert _seen(payment_id)["status"] == "in_review"
    return payment_id


def _post(payment_id: str, what: str, body: Any = None, key: str | None = None) -> Answer:
    headers = {"idempotency-key": key or unique()}
    return _answered(request("POST", f"/payments/{payment_id}/{what}", body=body, headers=headers))


def _seen(payment_id: str) -> dict[str, Any]:
    status, answer = _answered(request("GET", f"/payments/{payment_id}"))
    assert status == 200
    return answer


def test_parts_of_a_payment_are_given_back_until_nothing_is_left(inside: PaymentCloud) -> None:
    payment_id = _paid(amount=1000)
    status, refund = _post(payment_id, "refunds", {"amount": 300, "reference": "one sock"})
    assert (status, refund["paymentId"], refund["amount"], refund["currency"]) == (201, payment_id, 300, "EUR")
    assert refund["reference"] == "one sock"
    assert _post(payment_id, "refunds", {"amount": 701})[1]["error"]["code"] == "REFUND_TOO_LARGE"
    assert _seen(payment_id)["refundedAmount"] == 300
    assert _post(payment_id, "refunds", {"amount": 700, "currency": "EUR"})[0] == 201
    seen = _seen(payment_id)
    assert (seen["status"], seen["refundedAmount"], seen["version"]) == ("approved", 1000, 3)
    assert _post(payment_id, "refunds", {"amount": 1})[1]["error"]["code"] == "REFUND_TOO_LARGE"


def test_the_same_key_refunds_once_and_another_amount_with_it_is_refused(inside: PaymentCloud) -> None:
    payment_id, key = _paid(amount=1000), unique()
    first = _post(payment_id, "refunds", {"amount": 400}, key)
    assert _post(payment_id, "refunds", {"amount": 400}, key) == first
    assert _seen(payment_id)["refundedAmount"] == 400
    status, answer = _post(payment_id, "refunds", {"amount": 401}, key)
    assert (status, answer["error"]["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_one_key_of_two_payments_means_two_refunds(inside: PaymentCloud) -> None:
    key = unique()
    refunds = [_post(_paid(), "refunds", {"amount": 1}, key) for _ in range(2)]
    assert [status for status, _ in refunds] == [201, 201]
    assert refunds[0][1]["refundId"] != refunds[1][1]["refundId"]


def test_a_reversal_gives_all_back_once_whoever_asks_again(inside: PaymentCloud) -> None:
    payment_id = _paid(amount=500)
    status, reversal = _post(payment_id, "reversal")
    assert (status, reversal["amount"]) == (201, 500)
    assert _post(payment_id, "reversal") == (201, reversal)
    assert _seen(payment_id)["status"] == "reversed"
    assert _post(payment_id, "refunds", {"amount": 1})[1]["error"]["code"] == "REFUND_TOO_LARGE"


def test_what_was_refunded_in_part_is_not_reversed(inside: PaymentCloud) -> None:
    payment_id = _paid()
    _post(payment_id, "refunds", {"amount": 1})
    assert _post(payment_id, "reversal")[1]["error"]["code"] == "REFUND_TOO_LARGE"


def test_an_approved_review_takes_the_money_then(inside: PaymentCloud) -> None:
    payment_id = _reviewed()
    assert inside.sql("SELECT 1 FROM ledger.entries WHERE payment_id = CAST(:id AS uuid)", id=payment_id) == []
    status, decided = _post(payment_id, "decision", {"decision": "approve", "reason": "called the customer"})
    assert (status, decided["status"], decided["version"]) == (200, "approved", 2)
    assert _post(payment_id, "decision", {"decision": "approve"}) == (200, decided)
    assert _seen(payment_id) == decided
    assert _post(payment_id, "refunds", {"amount": 1250})[0] == 201


def test_a_declined_review_is_told_and_takes_nothing(inside: PaymentCloud) -> None:
    payment_id = _reviewed()
    inside.notices()
    status, decided = _post(payment_id, "decision", {"decision": "decline"})
    assert (status, decided["status"]) == (200, "declined")
    assert inside.notices() == [decided]
    assert _post(payment_id, "decision", {"decision": "approve"})[1]["error"]["code"] == "PAYMENT_NOT_IN_REVIEW"
    assert _post(payment_id, "refunds", {"amount": 1})[1]["error"]["code"] == "PAYMENT_NOT_APPROVED"


REFUSED = [
    ("a refund of nothing", "refunds", {"amount": 0}, 400, "INVALID_REQUEST"),
    ("a refund without an amount", "refunds", {}, 400, "INVALID_REQUEST"),
    ("a refund with decimals", "refunds", {"amount": 1.5}, 400, "INVALID_REQUEST"),
    ("a refund in another currency", "refunds", {"amount": 1, "currency": "USD"}, 422, "CURRENCY_MISMATCH"),
    ("a refund of more than was taken", "refunds", {"amount": 1251}, 409, "REFUND_TOO_LARGE"),
    ("a reversal of an amount", "reversal", {"amount": 1}, 400, "INVALID_REQUEST"),
    ("a decision that is none", "decision", {"decision": "review"}, 400, "INVALID_REQUEST"),
    ("a decision on what is approved", "decision", {"decision": "approve"}, 409, "PAYMENT_NOT_IN_REVIEW"),
]


@pytest.mark.parametrize(("sentence", "what", "body", "status", "code"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refused(inside: PaymentCloud, sentence: str, what: str, body: Any, status: int, code: str) -> None:
    payment_id = _paid()
    before = _seen(payment_id)
    answer = _post(payment_id, what, body)
    assert (answer[0], answer[1]["error"]["code"]) == (status, code)
    assert _seen(payment_id) == before


@pytest.mark.parametrize(
    ("what", "body"), [("refunds", {"amount": 1}), ("reversal", None), ("decision", {"decision": "approve"})]
)
def test_nothing_is_done_to_a_payment_that_is_none(inside: PaymentCloud, what: str, body: Any) -> None:
    for payment_id in (str(uuid.uuid4()), "1"):
        assert _post(payment_id, what, body)[1]["error"]["code"] == "PAYMENT_NOT_FOUND"


def test_a_refund_is_told_true_while_its_delivery_fails_and_delivered_later(inside: PaymentCloud) -> None:
    payment_id = _paid()
    with failing_service("dynamodb"):
        assert _post(payment_id, "refunds", {"amount": 50})[0] == 201
    inside.sql("UPDATE ledger.outbox SET noted_at = now() - interval '2 minutes'")
    assert _answered(request("GET", "/health"))[0] == 200
    assert _seen(payment_id)["refundedAmount"] == 50


def test_refunds_at_the_same_time_never_give_back_more_than_was_taken(inside: PaymentCloud) -> None:
    payment_id = _paid(amount=1000)
    settings, credentials = DatabaseSettings.from_environment(), SecretCredentials(inside.secret_arn)

    def refund(number: int) -> int:
        asked = RefundRequest.of("refund", payment_id, f"key-{number}", {"amount": 90})
        with closing(Database(settings, credentials)) as database:
            try:
                return AuroraLedger(database).refund(asked).amount.minor_units
            except PaymentError:
                return 0

    with ThreadPoolExecutor(8) as pool:
        given_back = list(pool.map(refund, range(24)))
    assert sorted(given_back) == [0] * 13 + [90] * 11
    inside.sql("UPDATE ledger.outbox SET noted_at = now() - interval '2 minutes'")
    handler(request("GET", "/health"), Context())
    assert _seen(payment_id)["refundedAmount"] == 990


@pytest.mark.parametrize(
    ("what", "body"), [("refunds", {"amount": 1}), ("reversal", None), ("decision", {"decision": "approve"})]
)
def test_nothing_is_done_to_anothers_payment(
    inside: PaymentCloud, monkeypatch: pytest.MonkeyPatch, what: str, body: Any
) -> None:
    payment_id = _reviewed() if what == "decision" else _paid()
    before = _seen(payment_id)
    with monkeypatch.context() as patch:
        patch.setenv("PAYMENTS_TENANCY", "enforced")
        status, answer = _post(payment_id, what, body)
    assert (status, answer["error"]["code"]) == (404, "PAYMENT_NOT_FOUND")
    assert _seen(payment_id) == before
